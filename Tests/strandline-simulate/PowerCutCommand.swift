import Foundation
import StrandlineTestSupport

/// Cuts the power of a real ext4 under a writer at random moments and looks at what is left.
struct PowerCutCommand {
  var roundCount: Int
  var seed: UInt64

  static let byteCount = 64 << 20
  static let roundsPerDisk = 10
  /// With `writeback` a length may be on the disk without what belongs there.
  static let mountOptions = ["data=ordered", "data=writeback", "nodelalloc"]

  func run() -> Int32 {
    var random = SplitMix64(seed: seed)
    var total = PowerCutDisk.Tally()
    do {
      while total.cutCount < roundCount {
        let count = min(Self.roundsPerDisk, roundCount - total.cutCount)
        let options = Self.mountOptions[random.below(Self.mountOptions.count)]
        let tally = try onNewDisk { directory in
          var disk = try PowerCutDisk(in: directory, options: options, seed: random.next() >> 1)
          defer { disk.disk.abandon() }
          try disk.cut(times: count, &random)
          return disk.tally
        }
        total.add(tally)
      }
    } catch let missing as Unavailable {
      print("powercut: skipped: \(missing.reason)")
      return 0
    } catch {
      say("powercut --from \(seed), cut \(total.cutCount) or later: \(error)")
      return 1
    }
    print(
      "\(total.cutCount) power cuts, \(total.commitCount) commits, none lost that was acknowledged"
        + " before the cut; \(total.overtakenCount) syncs said yes during one and were overtaken")
    return 0
  }

  private func onNewDisk<R>(_ body: (URL) throws -> R) throws -> R {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-power-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try body(directory)
  }
}
