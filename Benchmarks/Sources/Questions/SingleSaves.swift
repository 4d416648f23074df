import BenchmarkSupport
import Strandline
import Synchronization

/// A thread that saves new sessions one at a time, each durable.
final class SingleSaves: Sendable {
  private let engine: any Engine
  private let series: SessionSeries
  private let next = Atomic(0)

  /// Sessions that no other cell has saved.
  init(_ cell: Cell, _ engine: any Engine) {
    self.engine = engine
    var seed: UInt64 = 1_000 + UInt64(cell.round) * 100
    for byte in cell.variant.utf8 { seed = seed &* 31 &+ UInt64(byte) }
    series = cell.series(seed & 0xFFFF_FFFF)
  }

  private func one() throws -> Span {
    let record = series.record(next.wrappingAdd(1, ordering: .relaxed).oldValue)
    let start = ContinuousClock.now
    try engine.save([record], isDurable: true)
    return Span(start: start, end: ContinuousClock.now)
  }

  /// Saves so many, one behind the other, with a pause behind each.
  func run(count: Int, pause: Duration = .zero) throws -> [Span] {
    try (0..<count).map { _ in
      defer { rest(pause) }
      return try one()
    }
  }

  private func rest(_ pause: Duration) { if pause > .zero { Pause.sleep(pause) } }

  /// Saves as long as wanted, one behind the other, with a pause behind each.
  func run(pause: Duration = .zero, while isWanted: () -> Bool) throws -> [Span] {
    var spans: [Span] = []
    while isWanted() {
      spans.append(try one())
      rest(pause)
    }
    return spans
  }

  /// Saves at a fixed rate; one that is late because the one before took too long counts from when
  /// it was due, one that is late because the thread woke up late does not.
  func run(every interval: Duration, for duration: Duration) throws -> [Span] {
    var spans: [Span] = []
    let start = ContinuousClock.now
    var due = start
    var free = start
    while due < start + duration {
      let now = ContinuousClock.now
      if now < due { Pause.sleep(due - now) }
      let isQueued = free > due
      let span = try one()
      spans.append(isQueued ? Span(start: due, end: span.end) : span)
      free = span.end
      due += interval
    }
    return spans
  }
}
