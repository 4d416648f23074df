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

  package init(_ error: StoreError) {
    let hint: String? =
      switch error.code {
      case .busy: "reading verbs work meanwhile; a writing one has to wait for the other writer"
      case .corrupt: "`strandline info` lists what is damaged"
      case .unsupportedVersion: "open it with the version of this program that wrote it"
      default: nil
      }
    self.init(ExitCode(error.code), error.description, hint: hint)
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
