import Foundation
import Testing

/// The executable as it was built beside these tests, run by a shell.
struct BuiltTool {
  let path: String

  /// Nil, with a printed reason, where the build did not leave it beside the test bundle.
  init?() {
    let beside = [Bundle.main.executableURL, Bundle.module.bundleURL]
    let candidates = beside.compactMap {
      $0?.deletingLastPathComponent().appendingPathComponent("strandline").path
    }
    guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else {
      print("skipped: there is no built strandline beside the tests (\(candidates))")
      return nil
    }
    self.path = path
  }

  private init(path: String) { self.path = path }

  /// For scripts that run other programs only.
  static func shellOnly() -> BuiltTool { BuiltTool(path: "") }

  /// Runs a script of /bin/sh in which `$TOOL` is the executable and `$1`… are the arguments.
  func shell(
    _ script: String, _ arguments: String...
  ) throws -> (exitCode: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, "sh"] + arguments
    var environment = ProcessInfo.processInfo.environment
    environment["TOOL"] = path
    process.environment = environment
    let output = Pipe()
    let errors = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try Self.withoutBlockedSignals { try process.run() }
    // What the tool says on stderr in these tests fits into a pipe, so one after the other is safe.
    let outputData = output.fileHandleForReading.readDataToEndOfFile()
    let errorData = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: outputData, as: UTF8.self),
      String(decoding: errorData, as: UTF8.self)
    )
  }

  /// A child inherits the signals that its parent's thread blocks, and the threads of a pool block
  /// nearly all of them.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var former = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &former)
    defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
    try body()
  }
}
