import Foundation
import StrandlineTestSupport

/// A disk with one store, whose power is cut again and again.
struct PowerCutDisk {
  struct Tally {
    var cutCount = 0
    var commitCount = 0
    /// Commits that were acknowledged behind the moment the cut began and are not there.
    var overtakenCount = 0

    mutating func add(_ other: Tally) {
      cutCount += other.cutCount
      commitCount += other.commitCount
      overtakenCount += other.overtakenCount
    }
  }

  let disk: SmallDisk
  private let options: String
  private let seed: UInt64
  private var path: String { disk.path + "/store" }
  private(set) var tally = Tally()

  init(in directory: URL, options: String, seed: UInt64) throws {
    disk = try SmallDisk(
      .ext4, byteCount: PowerCutCommand.byteCount, in: directory, options: options)
    self.options = options
    self.seed = seed
  }

  /// Cuts so often, or until it cannot be told with what a writer would have to go on.
  mutating func cut(times count: Int, _ random: inout SplitMix64) throws {
    var done = 0
    for number in 0..<count {
      let cut: PowerCut = random.oneIn(4) ? .journalWritten : .nothingWritten
      let moment = try cutOnce(cut, from: done, &random)
      try disk.unmount()
      try disk.mount(options: options)
      // One sync at most was under way, and one more commit may have been written.
      let range = max(moment.before, moment.after - 1)...moment.after + 1
      guard let found = WriterCommand.verify(path, seed: seed, commits: range),
        let first = found.first, let last = found.last
      else {
        throw Violation(.durable, "\(options), \(cut), cut \(number) of store seed \(seed)")
      }
      tally.cutCount += 1
      tally.commitCount += first - done
      tally.overtakenCount += max(0, moment.after - last)
      // Two states that look alike and lie apart.
      if last > first + 1 { return }
      done = first
    }
  }

  /// Lets a writer run and cuts the power.
  ///
  /// What counts is what was acknowledged when the cut began. The processor goes on behind such a
  /// cut, other than behind a real one, and a sync that it overtakes may say yes: the kernel finds
  /// nothing left to wait for in a journal that was given up.
  /// - Returns: how many commits were acknowledged when it began, and when the writer had ended.
  private func cutOnce(
    _ cut: PowerCut, from start: Int, _ random: inout SplitMix64
  ) throws -> (before: Int, after: Int) {
    var writer = try WriterProcess(path, seed: seed, from: start)
    writer.wait(forLines: random.below(60))
    // Somewhere inside the next commits, not always right behind a line.
    for _ in 0..<random.below(2000) { sched_yield() }
    let before = writer.acknowledgedByNow()
    do {
      try cut.strike(disk.path)
    } catch {
      writer.kill()
      _ = writer.finish()
      throw error
    }
    // Left to itself it meets the errors first.
    if random.oneIn(2) { writer.kill() }
    return (before, writer.finish().acknowledged)
  }
}
