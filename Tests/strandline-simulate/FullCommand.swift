import Foundation
import Strandline
import StrandlineTestSupport

/// Fills small real file systems under a store, uses it while they are full, and frees space.
struct FullCommand {
  var roundCount: Int
  var seed: UInt64

  private static let byteCount = 36 << 20
  private static let freedByteCount = 18 << 20

  func run() -> Int32 {
    for kind in SmallDisk.Kind.allCases {
      var commitCount = 0
      var refusalCount = 0
      do {
        for round in 0..<roundCount {
          let run = try oneRound(kind, seed: SplitMix64.mixed(seed &+ UInt64(round)))
          commitCount += run.commitCount
          refusalCount += run.refusalCount
        }
        print(
          "\(kind.rawValue): \(roundCount) times full, \(commitCount) commits, \(refusalCount)"
            + " refused for want of space, all as promised")
      } catch let missing as Unavailable {
        print("\(kind.rawValue): skipped: \(missing.reason)")
      } catch {
        say("full, \(kind.rawValue), --from \(seed): \(error)")
        return 1
      }
    }
    return 0
  }

  private func oneRound(_ kind: SmallDisk.Kind, seed: UInt64) throws -> FullDiskRun {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-full-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let disk = try SmallDisk(kind, byteCount: Self.byteCount, in: directory)
    defer { disk.abandon() }
    var run = try FullDiskRun(disk, seed: seed)
    try story(&run)
    return run
  }

  private func story(_ run: inout FullDiskRun) throws {
    let disk = run.disk
    let ballast = SpaceTaker(path: disk.path + "/ballast")
    let filler = SpaceTaker(path: disk.path + "/filler")
    _ = try ballast.take(Self.freedByteCount)
    try during("filling") { try run.fill() }
    try during("filling to the brim") { try run.fillToTheBrim(filler) }
    try during("use on a full disk") { try run.useWhileFull() }
    if let ending = FullDiskRun.Ending(
      rawValue: run.random.below(FullDiskRun.Ending.allCases.count + 1))
    {
      try during("\(ending) and opening on a full disk") { try run.reopen(after: ending) }
      try during("use on a full disk, opened there") { try run.useWhileFull() }
    }
    if disk.kind == .tmpfs, run.random.oneIn(2) {
      try disk.grow(to: Self.byteCount + Self.freedByteCount)
    } else {
      try ballast.giveBack()
    }
    for _ in 0..<10 {
      guard try run.step() else {
        throw Violation(.recovery, "with space there again, the open store saves nothing")
      }
    }
    try during("use after space was freed") { try run.check("after space was freed") }
    try filler.giveBack()
    try during("closing and opening") { try run.reopen(after: .close) }
    try during("verification") { try run.verify("after closing and opening") }
    try during("deletion and compaction") { try run.compact() }
    try during("verification") { try run.verify("after a compaction") }
    try run.store.close()
  }

  /// Says of an error when it came.
  private func during(_ what: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as StoreError {
      throw Violation(.error, "\(what): \(error)")
    }
  }
}
