import BenchmarkSupport
import Strandline

/// Changes all over a store: one session of ten is improved, one of twenty deleted.
struct Changes {
  private let cell: Cell
  private let engine: any Engine

  init(_ cell: Cell, _ engine: any Engine) {
    self.cell = cell
    self.engine = engine
  }

  /// Improves those whose number ends in 3, by batches from all over the store.
  func update(edition: UInt64) throws {
    let count = cell.sessionCount / 10
    for start in stride(from: 0, to: count, by: 100) {
      let numbers = (start..<min(start + 100, count)).map { scatter($0, count) * 10 + 3 }
      try engine.save(
        numbers.map {
          cell.series.record(
            $0, firstKnownIndex: Cell.firstKnownIndex - UInt32(edition), edition: edition)
        }, isDurable: false)
    }
    try engine.sync()
  }

  /// Deletes those whose number is 7 beyond a multiple of 20.
  func delete() throws {
    let count = cell.sessionCount / 20
    for start in stride(from: 0, to: count, by: 100) {
      let numbers = (start..<min(start + 100, count)).map { scatter($0, count) * 20 + 7 }
      try engine.delete(numbers.map { cell.series.key($0) })
    }
  }

  /// A sample of all three kinds is as it has to be.
  func check() throws {
    for start in stride(from: 0, to: cell.sessionCount - 20, by: max(20, cell.sessionCount / 200)) {
      let first = start / 20 * 20
      try engine.check(first, of: cell.series)
      try engine.check(first + 3, of: cell.series, edition: 1)
      guard try !engine.read(cell.series.key(first + 7), { _ in }) else {
        throw BenchmarkFailure("a deleted session is there")
      }
    }
  }

  /// Every number below `count` once, neighbours far apart.
  private func scatter(_ number: Int, _ count: Int) -> Int {
    var factor = 7_919
    while count.isMultiple(of: factor) { factor += 2 }
    return number * factor % count
  }
}
