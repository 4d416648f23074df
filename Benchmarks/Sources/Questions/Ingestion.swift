import BenchmarkSupport
import Strandline

/// Batches of 100 from the first session to rest.
struct Ingestion {
  private static let batchCount = 100

  private let cell: Cell

  private let series: SessionSeries

  init(_ cell: Cell) {
    self.cell = cell
    series = cell.series(1, order: cell.variant == "end-by-room" ? .byRoom : .byArrival)
  }

  func measure() throws -> Figures {
    let isDurable = cell.variant == "durable"
    return cell.kind == .floor
      ? try measureFloor(isDurable) : try measureEngine(try cell.open(), isDurable)
  }

  private func measureEngine(_ engine: any Engine, _ isDurable: Bool) throws -> Figures {
    let syncs = engine.syncCount
    let start = Resources.now
    var watch = Stopwatch()
    try batches { records in try watch.run { try engine.save(records, isDurable: isDurable) } }
    if !isDurable { try watch.run { try engine.sync() } }
    let calls = watch.total
    let end = ContinuousClock.now
    try watch.run { try engine.settle() }
    let rest = max(try Rest.wait() - end, watch.last)
    var figures = self.figures(calls: calls, all: calls + rest, since: start)
    if let syncs, let now = engine.syncCount {
      figures[.syncsPerSave] = Double(now - syncs) / Double(cell.sessionCount)
    }
    try check(engine)
    try engine.close()
    return figures
  }

  private func measureFloor(_ isDurable: Bool) throws -> Figures {
    let file = try FloorFile(at: cell.path)
    let start = Resources.now
    var watch = Stopwatch()
    try batches { records in
      try watch.run {
        try file.append(records)
        if isDurable { try file.sync() }
      }
    }
    if !isDurable { try watch.run { try file.sync() } }
    var figures = self.figures(calls: watch.total, all: watch.total, since: start)
    figures[.syncsPerSave] = Double(file.syncCount) / Double(cell.sessionCount)
    return figures
  }

  private func batches(_ save: ([SessionRecord]) throws -> Void) rethrows {
    for start in stride(from: 0, to: cell.sessionCount, by: Self.batchCount) {
      let end = min(start + Self.batchCount, cell.sessionCount)
      try save((start..<end).map { series.record($0) })
    }
  }

  private func figures(calls: Duration, all: Duration, since start: Resources) -> Figures {
    var figures = Resources.used(since: start)
    figures[.perSecondCalls] = Double(cell.sessionCount) / calls.secondCount
    figures[.perSecond] = Double(cell.sessionCount) / all.secondCount
    return figures
  }

  /// All are counted, and a sample is what was saved.
  private func check(_ engine: any Engine) throws {
    guard try engine.counts() == EngineCounts(total: cell.sessionCount, backedUp: 0) else {
      throw BenchmarkFailure("the engine counts other sessions than were saved")
    }
    for number in stride(from: 0, to: cell.sessionCount, by: max(1, cell.sessionCount / 1_000)) {
      try engine.check(number, of: series)
    }
  }
}

extension Engine {
  /// Reads a session and compares every byte of its payload.
  func check(_ number: Int, of series: SessionSeries, edition: UInt64 = 0) throws {
    let record = series.record(number, edition: edition)
    var isEqual = false
    let isFound = try read(record.key) { isEqual = $0.elementsEqual(record.payload) }
    guard isFound, isEqual else {
      throw BenchmarkFailure("session \(number) is not what was saved")
    }
  }
}
