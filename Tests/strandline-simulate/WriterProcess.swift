import Foundation

/// A process that runs `writer`, and what it has said so far.
struct WriterProcess {
  private let process = Process()
  private let handle: FileHandle
  private let start: Int
  private var text = Data()

  /// Starts a writer that goes on behind the first `start` commits.
  init(_ path: String, seed: UInt64, from start: Int) throws {
    process.executableURL = Bundle.main.executableURL
    process.arguments = ["writer", path, "\(seed)", "\(start)"]
    let output = Pipe()
    process.standardOutput = output
    handle = output.fileHandleForReading
    self.start = start
    try process.run()
  }

  /// Commits acknowledged in all, by the lines taken in so far.
  private var acknowledged: Int {
    // A line that is cut short is none.
    let whole = text.lastIndex(of: 10).map { text[..<$0] } ?? Data()
    let lines = String(decoding: whole, as: UTF8.self).split(separator: "\n")
    return lines.last.flatMap { Int($0) } ?? start
  }

  /// Waits until it has acknowledged so many commits, or has ended.
  mutating func wait(forLines lineCount: Int) {
    while text.count(where: { $0 == 10 }) < lineCount {
      let piece = handle.availableData
      if piece.isEmpty { break }
      text += piece
    }
  }

  /// How many commits it has acknowledged at this moment, in all.
  mutating func acknowledgedByNow() -> Int {
    var waiting: Int32 = 0
    while ioctl(handle.fileDescriptor, UInt(FIONREAD), &waiting) == 0, waiting > 0 {
      text += handle.availableData
    }
    return acknowledged
  }

  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  /// Waits until it has ended.
  ///
  /// - Returns: how many commits are acknowledged, in all, and whether a signal ended it.
  mutating func finish() -> (acknowledged: Int, wasKilled: Bool) {
    text += handle.readDataToEndOfFile()
    process.waitUntilExit()
    return (acknowledged, process.terminationReason == .uncaughtSignal)
  }
}
