import Foundation

/// A program of the system, run to its end.
enum SystemProgram {
  /// Runs `arguments[0]`, looked for where system programs are as well.
  ///
  /// - Throws: `Unavailable` with what the program said, when it does not end with 0.
  static func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = (environment["PATH"] ?? "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    environment["LC_ALL"] = "C"
    process.environment = environment
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let said = text.split(separator: "\n").joined(separator: "; ")
      throw Unavailable(
        "`\(arguments.joined(separator: " "))` ended with \(process.terminationStatus): \(said)")
    }
  }
}

/// What this machine does not let a test do.
struct Unavailable: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
