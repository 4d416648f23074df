import BenchmarkSupport
import Dispatch
import Strandline

/// Several threads that save one session at a time, each durable when the call returns.
struct Writers {
  static let variants = ["single-1", "single-8", "single-16"]
  private static let saveCountMax = 16_000
  private static let roundsOfAWriter = 2_000

  private let cell: Cell
  private let count: Int

  static func count(of variant: String) -> Int? {
    variants.contains(variant) ? variant.split(separator: "-").last.flatMap { Int($0) } : nil
  }

  init(_ cell: Cell, count: Int) {
    self.cell = cell
    self.count = count
  }

  /// Saves of each thread: fewer than the sessions of the other variants, for every one is a sync
  /// where nobody groups them.
  private var saveCount: Int {
    max(1, min(cell.sessionCount / count, Self.saveCountMax / count, Self.roundsOfAWriter))
  }

  func measure() throws -> Figures {
    guard cell.kind != .floor else {
      return count == 1 ? try measureFloor() : Figures()
    }
    let engine = try cell.open()
    let syncs = engine.syncCount
    let start = Resources.now
    let begin = ContinuousClock.now
    let times = try run { try engine.save([$0], isDurable: true) }
    let calls = ContinuousClock.now - begin
    try engine.settle()
    let all = try Rest.wait() - begin
    var figures = self.figures(times, calls: calls, all: max(all, calls), since: start)
    if let syncs, let now = engine.syncCount {
      figures[.syncsPerSave] = Double(now - syncs) / Double(saveCount * count)
    }
    guard try engine.counts().total == saveCount * count else {
      throw BenchmarkFailure("the engine counts other sessions than were saved")
    }
    for number in stride(from: 0, to: saveCount, by: max(1, saveCount / 100)) {
      for writer in 0..<count { try engine.check(number, of: cell.series(UInt64(writer + 1))) }
    }
    try engine.close()
    return figures
  }

  private func measureFloor() throws -> Figures {
    let file = try FloorFile(at: cell.path)
    let series = cell.series
    let start = Resources.now
    let begin = ContinuousClock.now
    var times = Distribution()
    for number in 0..<saveCount {
      let record = series.record(number)
      let begin = ContinuousClock.now
      try file.append([record])
      try file.sync()
      times.add(ContinuousClock.now - begin)
    }
    let calls = ContinuousClock.now - begin
    var figures = self.figures([times], calls: calls, all: calls, since: start)
    figures[.syncsPerSave] = Double(file.syncCount) / Double(saveCount)
    return figures
  }

  /// Runs all writers, which make their sessions as they go, and gives their times.
  private func run(
    _ save: @escaping @Sendable (SessionRecord) throws -> Void
  ) throws -> [Distribution] {
    let outcomes = Outcomes<Distribution>()
    let group = DispatchGroup()
    for writer in 0..<count {
      let series = cell.series(UInt64(writer + 1))
      let saveCount = saveCount
      Worker.start(in: group) {
        outcomes.add {
          var times = Distribution()
          for number in 0..<saveCount {
            let record = series.record(number)
            let begin = ContinuousClock.now
            try save(record)
            times.add(ContinuousClock.now - begin)
          }
          return times
        }
      }
    }
    group.wait()
    return try outcomes.all()
  }

  private func figures(
    _ times: [Distribution], calls: Duration, all: Duration, since start: Resources
  ) -> Figures {
    var merged = Distribution()
    for times in times { merged.add(times) }
    var figures = Resources.used(since: start)
    figures[.perSecondCalls] = Double(merged.count) / calls.secondCount
    figures[.perSecond] = Double(merged.count) / all.secondCount
    figures[.p50Microseconds] = merged.median * 1e6
    figures[.p99Microseconds] = merged.quantile(0.99) * 1e6
    return figures
  }
}
