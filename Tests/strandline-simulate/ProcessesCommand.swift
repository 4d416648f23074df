import Dispatch
import Foundation
import Strandline
import StrandlineTestSupport

/// Runs one writer process and readers in processes of their own on a real store.
struct ProcessesCommand: Sendable {
  var seconds: Int
  var readerCount: Int

  /// What the readers have done, added up.
  private struct Tally: Sendable {
    var openingCount = 0
    var checkedCount = 0
    var vanishedCount = 0
    var compactionCount = 0
    var failures: [String] = []
  }

  func run() -> Int32 {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-processes-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: directory) }
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      return try run(directory.appendingPathComponent("store").path)
    } catch {
      say("processes: \(error)")
      return 1
    }
  }

  private func run(_ path: String) throws -> Int32 {
    let writer = try LineProcess(["history-writer", path, "\(seconds)"])
    let acknowledged = Lock(0)
    guard let first = writer.line().flatMap({ Int($0) }) else {
      throw Violation(.error, "the writer has made no commit")
    }
    acknowledged.withLock { $0 = first }
    let isDone = Lock(false)
    let tally = Lock(Tally())
    let readers = DispatchGroup()
    for _ in 0..<readerCount {
      readers.enter()
      Thread {
        defer { readers.leave() }
        do {
          try Self.read(path, acknowledged, isDone, tally)
        } catch {
          tally.withLock { $0.failures.append("\(error)") }
        }
      }.start()
    }
    while let number = writer.line().flatMap({ Int($0) }) { acknowledged.withLock { $0 = number } }
    let status = writer.finish()
    isDone.withLock { $0 = true }
    readers.wait()
    return report(tally.withLock { $0 }, commitCount: acknowledged.withLock { $0 }, status)
  }

  /// Has a reader process look again and again, and once more when the writer has ended.
  private static func read(
    _ path: String, _ acknowledged: Lock<Int>, _ isDone: Lock<Bool>, _ tally: Lock<Tally>
  ) throws {
    let reader = try LineProcess(["history-reader", path])
    var last: [Int] = []
    var openingCount = 1
    var isLast = false
    while !isLast {
      isLast = isDone.withLock { $0 }
      reader.tell("\(acknowledged.withLock { $0 })")
      guard let line = reader.line() else { break }
      last = line.split(separator: " ").compactMap { Int($0) }
      openingCount += 1
    }
    let status = reader.finish()
    guard status == 0, last.count == 4, last[0] == acknowledged.withLock({ $0 }) else {
      throw Violation(.reader, "a reader ended with \(status), having seen \(last)")
    }
    tally.withLock {
      $0.openingCount += openingCount
      $0.checkedCount += last[1]
      $0.vanishedCount += last[2]
      $0.compactionCount = max($0.compactionCount, last[3])
    }
  }

  private func report(_ tally: Tally, commitCount: Int, _ status: Int32) -> Int32 {
    print(
      "\(seconds) s, \(commitCount) commits; \(readerCount) readers: \(tally.openingCount) openings,"
        + " \(tally.checkedCount) sessions checked, \(tally.vanishedCount) files gone under an open"
        + " reader, \(tally.compactionCount) outputs of compactions seen")
    for failure in tally.failures { say("processes: \(failure)") }
    if status != 0 { say("processes: the writer ended with \(status)") }
    if tally.vanishedCount == 0 || tally.compactionCount == 0 {
      say("processes: no file went away, or no compaction was met: this run has shown too little")
      return 1
    }
    return tally.failures.isEmpty && status == 0 ? 0 : 1
  }
}
