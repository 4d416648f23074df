public import BenchmarkSupport
import Strandline

extension Figure {
  static let firstPage = Figure("firstPageMicroseconds", "first page us", decimals: 1)
  static let countsTime = Figure("countsMicroseconds", "counts us")
  fileprivate static let syncs = Figure("syncsPerPage", "syncs/page")
  static let pageTime = Figure("pageMicroseconds", "page p50 us", decimals: 1)
  static let pendingCount = Figure("pendingCount", "pending", decimals: 0)
  static let lackingCount = Figure("lackingCount", "lacking", decimals: 0)
}

extension Question {
  /// How fast a backup of all sessions is handed out and acknowledged.
  public static let drain = Question(
    "drain", summary: "hands out all sessions in pages of 100, each acknowledged durably",
    variants: ["all", "return"], engines: [.floor, .strandline] + EngineKind.usualPeers,
    stores: .filled,
    figures: [
      .perSecond, .seconds, .pageTime, .firstPage, .countsTime, .syncs, .pendingCount,
      .lackingCount,
    ],
    notes: [
      "all: from a reset to the empty page. return: everything is acknowledged for a version, 1000"
        + " sessions are new, another version is begun and left after ten pages: what is pending"
        + " for the first again, and what it lacks.",
      "The peers acknowledge by row or key, as shipped clients do: a session that improved between"
        + " the hand-out and the acknowledgement is lost by them, and the check they save is theirs.",
    ],
    bars: bars,
    cell: { cell in
      cell.variant == "all" ? try Drain(cell: cell).measure() : try Return(cell: cell).measure()
    })

  private static func bars(_ comparison: Comparison) -> [Bar] {
    var bars: [Bar] = []
    if let own = comparison.median(.strandline, "all", .perSecond) {
      if let best = comparison.bestPeer("all", .perSecond, highest: true) {
        bars.append(
          Bar("drain, by \(best.kind.rawValue)'s speed", own / best.value, atLeast: 2.5))
      }
      if let floor = comparison.median(.floor, "all", .perSecond) {
        bars.append(
          Bar("drain, by the time of 100 reads and a synced append", floor / own, atMost: 1.5))
      }
    }
    if let counts = comparison.maximum(.strandline, "all", .countsTime) {
      bars.append(Bar("counts, us", counts, atMost: 3))
    }
    if let pending = comparison.maximum(.strandline, "return", .pendingCount),
      let lacking = comparison.maximum(.strandline, "return", .lackingCount)
    {
      bars.append(
        Bar("return, pending beyond what is lacking", abs(pending - lacking), atMost: 0))
    }
    if let page = comparison.median(.strandline, "return", .firstPage),
      let floor = comparison.median(.floor, "return", .firstPage)
    {
      bars.append(Bar("return, first page by 100 reads", page / floor, atMost: 1.5))
    }
    return bars
  }
}

private struct Drain {
  let cell: Cell

  func measure() throws -> Figures {
    if cell.kind == .floor { return try measureFloor() }
    let engine = try cell.open()
    try engine.reset(to: cell.version)
    let syncs = engine.syncCount
    let start = Resources.now
    var watch = Stopwatch()
    var digest = Digest()
    var figures = Figures()
    var pages = Distribution()
    while true {
      let page = try watch.run { try engine.pending(limit: 100) }
      if pages.count == 0 { figures[.firstPage] = watch.last.secondCount * 1e6 }
      if page.sessions.isEmpty { break }
      let handOut = watch.last
      try watch.run { try engine.acknowledge(page) }
      pages.add(handOut + watch.last)
      for session in page.sessions { digest.add(session) }
    }
    let end = ContinuousClock.now
    try watch.run { try engine.settle() }
    let all = watch.total - watch.last + max(try Rest.wait() - end, watch.last)
    figures.merge(Resources.used(since: start))
    figures[.seconds] = all.secondCount
    figures[.perSecond] = Double(cell.sessionCount) / all.secondCount
    figures[.pageTime] = pages.median * 1e6
    if let syncs, let now = engine.syncCount {
      figures[.syncs] = Double(now - syncs) / Double(pages.count)
    }
    figures[.countsTime] = try engine.countsMicroseconds(cell)
    guard
      digest == cell.series.digest(count: cell.sessionCount, firstKnownIndex: Cell.firstKnownIndex)
    else { throw BenchmarkFailure("other sessions were handed out than were saved") }
    try engine.close()
    return figures
  }

  private func measureFloor() throws -> Figures {
    let file = try FloorFile(at: cell.path)
    let start = Resources.now
    var watch = Stopwatch()
    var pages = Distribution()
    var figures = Figures()
    for first in stride(from: 0, to: cell.sessionCount, by: 100) {
      try watch.run {
        _ = try file.page(from: first, cell)
      }
      if first == 0 { figures[.firstPage] = watch.last.secondCount * 1e6 }
      let reads = watch.last
      try watch.run {
        try file.appendNote()
        try file.sync()
      }
      pages.add(reads + watch.last)
    }
    figures.merge(Resources.used(since: start))
    figures[.seconds] = watch.total.secondCount
    figures[.perSecond] = Double(cell.sessionCount) / watch.total.secondCount
    figures[.pageTime] = pages.median * 1e6
    figures[.syncs] = Double(file.syncCount) / Double(pages.count)
    return figures
  }
}

extension FloorFile {
  /// Up to 100 payloads as a host gets them, in arrays of their own.
  func page(from first: Int, _ cell: Cell) throws -> [[UInt8]] {
    var payloads: [[UInt8]] = []
    let series = cell.series
    for number in first..<min(first + 100, cell.sessionCount) {
      try read(number, of: series) { payloads.append(Array($0)) }
    }
    return payloads
  }
}

extension Engine {
  /// The time of one count, by as many as fit in a fraction of a second.
  func countsMicroseconds(_ cell: Cell) throws -> Double {
    let expected = EngineCounts(total: cell.sessionCount, backedUp: cell.sessionCount)
    var times = Distribution()
    let end = ContinuousClock.now + .milliseconds(200)
    while times.count < 3 || (times.count < 10_000 && ContinuousClock.now < end) {
      let begin = ContinuousClock.now
      let counts = try self.counts()
      times.add(ContinuousClock.now - begin)
      guard counts == expected else { throw BenchmarkFailure("the engine counts \(counts)") }
    }
    return times.median * 1e6
  }
}
