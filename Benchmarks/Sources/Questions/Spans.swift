import Synchronization

/// A span of time.
struct Span: Sendable {
  let start: ContinuousClock.Instant
  let end: ContinuousClock.Instant
}

/// When something ran beside, in order of time.
final class Spans: Sendable {
  private struct State {
    var spans: [Span] = []
    var isClosed = false
  }

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.spans.count } }

  /// Whether more is to come.
  var isOpen: Bool { state.withLock { !$0.isClosed } }

  func add(_ start: ContinuousClock.Instant, _ end: ContinuousClock.Instant) {
    state.withLock { $0.spans.append(Span(start: start, end: end)) }
  }

  func close() { state.withLock { $0.isClosed = true } }

  /// Whether a span has a moment in common with one of these.
  func meets(_ other: Span) -> Bool {
    state.withLock { state in
      var low = 0
      var high = state.spans.count
      while low < high {
        let middle = (low + high) / 2
        if state.spans[middle].end < other.start { low = middle + 1 } else { high = middle }
      }
      return low < state.spans.count && state.spans[low].start <= other.end
    }
  }
}
