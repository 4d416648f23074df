package import Strandline

/// Why a verb stopped: the exit code, and what stderr says.
///
/// Never holds ids, payloads or passphrases.
package struct ToolFailure: Error, Sendable {
  package let exitCode: ExitCode
  package let message: String
  package let hint: String?

  package init(_ exitCode: ExitCode, _ message: String, hint: String? = nil) {
    self.exitCode = exitCode
    self.message = message
    self.hint = hint
  }

  /// The engine's sentence, with the place before it and the system's words behind it.
  package init(_ error: StoreError) {
    var message = error.message
    if let path = error.path {
      message = path + (error.offset.map { ", offset \($0)" } ?? "") + ": " + message
    }
    if let call = error.systemCall {
      let reason = error.systemErrorNumber.map { ": " + SystemText.error($0) }
      message += " (\(call)\(reason ?? ""))"
    }
    let hint: String? =
      switch error.code {
      case .busy: "reading verbs work meanwhile; a writing one has to wait for the other writer"
      case .corrupt: "`strandline info` lists what is damaged"
      case .unsupportedVersion: "open it with the version of this program that wrote it"
      default: nil
      }
    self.init(ExitCode(error.code), message, hint: hint)
  }

  static func usage(_ message: String, hint: String? = nil) -> ToolFailure {
    ToolFailure(.usage, message, hint: hint)
  }
}

/// Runs a call of the engine; its error becomes the tool's.
func engine<Result>(
  _ body: () throws(StoreError) -> Result
) throws(ToolFailure) -> Result {
  do {
    return try body()
  } catch {
    throw ToolFailure(error)
  }
}
