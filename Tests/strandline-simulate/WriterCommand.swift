import Foundation
import Strandline
import StrandlineTestSupport

/// The child of a kill test: writes durable commits to a real store until it is killed.
enum WriterCommand {
  static func write(_ path: String, seed: UInt64, from start: Int) -> Int32 {
    do {
      let store = try SessionStore.open(at: path, options: options(seed))
      let work = DurableWork(seed: seed)
      var place = start
      while true {
        try work.perform(place, on: store)
        place += 1
        // Straight to the system: a line that was printed is a commit that was acknowledged.
        let line = "\(place)\n"
        let written = line.utf8.withContiguousStorageIfAvailable {
          Foundation.write(1, $0.baseAddress, $0.count)
        }
        if written != line.utf8.count { return 0 }
      }
    } catch {
      say("writer: \(error)")
      return 1
    }
  }

  /// Every other store rolls its log every few commits, and of each kind every other one writes its
  /// index out as often.
  private static func options(_ seed: UInt64) -> Options {
    var options = Options()
    if seed % 2 == 1 { options.segmentByteCountMax = 4096 }
    if seed / 2 % 2 == 1 { options.deltaByteCountMax = 4096 }
    return options
  }

  /// How many commits are there, by all that can be told; nil, with a line on stderr, when a promise
  /// is broken.
  static func verify(_ path: String, seed: UInt64, commits range: ClosedRange<Int>) -> [Int]? {
    // The writer ended before the store was there: the next one makes it.
    if range.lowerBound == 0, !FileManager.default.fileExists(atPath: path) { return [0] }
    do {
      let store = try SessionStore.open(at: path, options: options(seed))
      guard store.damageReport.isEmpty else {
        throw Violation(.recovery, "damage reported: \(store.damageReport.findings)")
      }
      let report = try store.verify(.full)
      guard report.isClean else { throw Violation(.verification, "\(report.findings)") }
      let found = try DurableWork(seed: seed).verify(store, commits: range)
      try store.close()
      return found
    } catch {
      say("verify: \(error)")
      return nil
    }
  }
}
