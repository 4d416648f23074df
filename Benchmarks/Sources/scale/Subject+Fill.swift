import BenchmarkSupport
import Strandline

extension Subject {
  private static let batchCount = 1_000

  /// Saves all sessions and acknowledges about half of them for version "1".
  func fill() throws -> Figures {
    let store = try openStore()
    let time = try seconds {
      for start in stride(from: 0, to: sessionCount, by: Self.batchCount) {
        let end = min(start + Self.batchCount, sessionCount)
        let records = (start..<end).map {
          series.record($0, firstKnownIndex: Self.firstKnownIndex)
        }
        _ = try store.save(records, durability: .buffered)
        if end % 1_000_000 == 0 { Log.line("\(end) of \(sessionCount)") }
      }
      try store.flush()
    }
    var acknowledged = 0
    while acknowledged < sessionCount / 2 {
      let page = try store.pending(for: BackupVersion("1"), limit: Self.batchCount)
      guard !page.isEmpty else { throw BenchmarkFailure("too few sessions are pending") }
      acknowledged += try store.acknowledge(page).recorded
    }
    try store.close()
    return [.sessions: Double(sessionCount), .fillSeconds: time]
  }
}
