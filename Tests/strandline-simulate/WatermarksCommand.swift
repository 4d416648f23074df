import Dispatch
import Foundation
import StrandlineTestSupport

/// Runs watermark sets against plain ones.
struct WatermarksCommand {
  var operationCount: Int
  var firstSeed: UInt64

  /// Plain sets grow with the history: each has so many operations.
  private static let operationsPerSeed = 25_000

  func run() -> Int32 {
    let begin = Date()
    let seedCount = (operationCount + Self.operationsPerSeed - 1) / Self.operationsPerSeed
    let failures = Failures()
    DispatchQueue.concurrentPerform(iterations: seedCount) { index in
      let seed = firstSeed &+ UInt64(index)
      var run = EvidenceRun(seed: seed)
      do {
        try run.run(operationCount: Self.operationsPerSeed)
      } catch {
        failures.add("seed \(seed): \(error)")
      }
    }
    for line in failures.lines {
      print(line)
      print("repeat: swift run -c release strandline-simulate watermarks --from \(firstSeed)")
    }
    let seconds = Int(Date().timeIntervalSince(begin))
    print(
      "watermarks: \(seedCount * Self.operationsPerSeed) operations in \(seconds) s,"
        + " \(failures.lines.count) failures")
    return failures.lines.isEmpty ? 0 : 1
  }
}

/// What the threads have found.
final class Failures: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var lines: [String] = []

  func add(_ line: String) {
    lock.lock()
    defer { lock.unlock() }
    lines.append(line)
  }
}
