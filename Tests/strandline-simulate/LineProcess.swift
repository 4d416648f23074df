import Foundation

/// Another process of this program, spoken with line by line.
final class LineProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var buffer: [UInt8] = []
  private var next = 0

  init(_ arguments: [String]) throws {
    process.executableURL = Bundle.main.executableURL
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  func tell(_ line: String) {
    // A process that has ended says so by giving no answer.
    signal(SIGPIPE, SIG_IGN)
    let bytes = Array((line + "\n").utf8)
    _ = write(input.fileHandleForWriting.fileDescriptor, bytes, bytes.count)
  }

  /// The next line; nil when there are no more.
  func line() -> String? {
    while true {
      if let end = buffer[next...].firstIndex(of: 10) {
        defer { next = end + 1 }
        return String(decoding: buffer[next..<end], as: UTF8.self)
      }
      let piece = output.fileHandleForReading.availableData
      if piece.isEmpty { return nil }
      buffer.removeFirst(next)
      next = 0
      buffer += piece
    }
  }

  /// Waits until it has ended by itself.
  ///
  /// - Returns: its status, or the signal that ended it.
  func finish() -> Int32 {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
