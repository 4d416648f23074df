import BenchmarkSupport
import Strandline

/// The changes: of every ten sessions one improves, one is rewritten, one is deleted.
struct Churn {
  /// What happens to a session.
  enum Fate {
    case improved
    case rewritten
    case deleted
    case kept
  }

  static let firstKnownIndex: UInt32 = 10
  private static let batchCount = 100
  /// A prime larger than any store here: steps of this length visit every session once, far from
  /// the one before.
  private static let stride = 982_451_653

  let sessionCount: Int
  let series: SessionSeries

  static func fate(_ number: Int) -> Fate {
    switch number % 10 {
    case 0: .improved
    case 1: .rewritten
    case 2: .deleted
    default: .kept
    }
  }

  /// How many sessions are deleted at the end.
  var deletedCount: Int { (0..<sessionCount).count { Self.fate($0) == .deleted } }

  func fill(_ store: SessionStore) throws(StoreError) {
    for start in Swift.stride(from: 0, to: sessionCount, by: Self.batchCount) {
      let records = (start..<min(start + Self.batchCount, sessionCount)).map {
        series.record($0, firstKnownIndex: Self.firstKnownIndex)
      }
      _ = try store.save(records, durability: .ordered)
    }
    try store.flush()
  }

  /// Changes every session that does not stay as it is, in batches over the whole store.
  func run(_ store: SessionStore) throws(StoreError) {
    var batch = WriteBatch()
    var count = 0
    for step in 0..<sessionCount {
      let number = step * Self.stride % sessionCount
      switch Self.fate(number) {
      case .kept: continue
      case .improved:
        batch.save(
          series.record(number, firstKnownIndex: Self.firstKnownIndex - 1, edition: 1))
      case .rewritten:
        batch.save(series.record(number, firstKnownIndex: Self.firstKnownIndex, edition: 1))
      case .deleted: batch.delete(series.key(number))
      }
      count += 1
      if count % Self.batchCount == 0 {
        _ = try store.commit(batch)
        batch = WriteBatch()
      }
    }
    _ = try store.commit(batch)
  }
}
