import BenchmarkSupport
import Strandline
import Synchronization

/// The host's own durable saves of one session, which are not to wait.
final class Foreground: Sendable {
  private struct State {
    var times: [(start: ContinuousClock.Instant, time: Duration)] = []
  }

  private let store: SessionStore
  private let series: SessionSeries
  private let state = Mutex(State())

  init(_ store: SessionStore, payloadByteCount: Int) {
    self.store = store
    series = SessionSeries(payloadByteCount: payloadByteCount, seed: 2)
  }

  /// How many saves were made.
  var count: Int { state.withLock { $0.times.count } }

  /// Saves the next session; for one thread at a time.
  func save() throws(StoreError) {
    let record = series.record(count)
    let start = ContinuousClock.now
    _ = try store.save([record], durability: .durable)
    let time = ContinuousClock.now - start
    state.withLock { $0.times.append((start, time)) }
  }

  /// The times of saves begun from one moment up to another.
  func distribution(
    from start: ContinuousClock.Instant, to end: ContinuousClock.Instant
  ) -> Distribution {
    var distribution = Distribution()
    state.withLock { state in
      for save in state.times where save.start >= start && save.start <= end {
        distribution.add(save.time)
      }
    }
    return distribution
  }
}
