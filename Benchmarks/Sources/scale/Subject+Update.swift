import BenchmarkSupport
import Strandline

extension Subject {
  private static let batchCount = 100

  /// A tenth of the sessions: few enough to be quick, enough that merges come as often as they do.
  private var updateCount: Int { max(1_000, sessionCount / 10) }

  /// Improves random sessions and counts the bytes written, those of the close included.
  func update() throws -> Figures {
    let store = try openStore()
    let before = try store.statistics().byteCountWritten
    var random = RandomSource(seed: 4)
    for start in stride(from: 0, to: updateCount, by: Self.batchCount) {
      // Lower from one update to the next, so that a session met twice improves twice.
      let records = (start..<min(start + Self.batchCount, updateCount)).map { update in
        series.record(
          random.below(sessionCount), firstKnownIndex: Self.firstKnownIndex - 1 - UInt32(update),
          edition: UInt64(1 + update))
      }
      let outcomes = try store.save(records, durability: .buffered)
      guard outcomes.allSatisfy({ $0 == .improved }) else {
        throw BenchmarkFailure("a session did not improve")
      }
    }
    try store.flush()
    try store.close()
    // A closed store gives no figures, and opening again writes what the first opening wrote.
    try store.reopen()
    let after = try store.statistics().byteCountWritten
    try store.close()
    let written = Double(after) - 2 * Double(before)
    let perUpdate = max(0, written) / Double(updateCount)
    return [
      .updateByteCount: perUpdate, .updateRatio: perUpdate / Double(series.recordByteCount),
    ]
  }
}
