import Foundation
import Strandline
import StrandlineTestSupport

/// Starts writers on a real file system, kills them at random moments and looks at what is left.
struct KillCommand {
  var roundCount: Int
  var seed: UInt64

  /// A new store now and then, so that creation is met, too.
  static let roundsPerStore = 25

  func run() -> Int32 {
    var random = SplitMix64(seed: seed)
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-kill-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: directory) }
    var commitCount = 0
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      var round = 0
      while round < roundCount {
        let storeSeed = random.next() >> 1
        let path = directory.appendingPathComponent("store-\(round)").path
        var done = 0
        for _ in 0..<min(Self.roundsPerStore, roundCount - round) {
          let acknowledged = try killOne(path, seed: storeSeed, from: done, &random)
          // One more may have been written when the kill came.
          let range = acknowledged...acknowledged + 1
          guard let found = WriterCommand.verify(path, seed: storeSeed, commits: range)?.first
          else {
            say("round \(round), kill --from \(seed), store seed \(storeSeed)")
            return 1
          }
          commitCount += found - done
          done = found
          round += 1
        }
        try? FileManager.default.removeItem(atPath: path)
      }
    } catch {
      say("kill: \(error)")
      return 1
    }
    say("\(roundCount) kills, \(commitCount) commits, none lost")
    return 0
  }

  /// Lets a writer run, kills it and answers how many commits are acknowledged in all.
  private func killOne(
    _ path: String, seed: UInt64, from start: Int, _ random: inout SplitMix64
  ) throws -> Int {
    var writer = try WriterProcess(path, seed: seed, from: start)
    writer.wait(forLines: random.below(60))
    // Somewhere inside the next commits, not always right behind a line.
    for _ in 0..<random.below(2000) { sched_yield() }
    writer.kill()
    let end = writer.finish()
    guard end.wasKilled else { throw Violation(.error, "the writer ended by itself") }
    return end.acknowledged
  }
}
