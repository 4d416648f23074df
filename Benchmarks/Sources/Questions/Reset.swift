public import BenchmarkSupport
import Strandline

extension Figure {
  /// The time of a reset.
  public static let reset = Figure("resetMilliseconds", "reset ms", decimals: 3)
  fileprivate static let resetMax = Figure("resetMaxMilliseconds", "longest ms", decimals: 3)
  fileprivate static let append = Figure("appendMilliseconds", "append ms", decimals: 3)
  fileprivate static let resetCount = Figure("resetCount", "resets", decimals: 0)
  fileprivate static let page = Figure("firstPageMilliseconds", "first page ms", decimals: 3)
  fileprivate static let idleMax = Figure("idleMaxMilliseconds", "idle save max ms", decimals: 3)
  /// The worst save that met a reset.
  public static let saveMax = Figure("saveMaxMilliseconds", "save max ms", decimals: 3)
  fileprivate static let idleP99 = Figure("idleP99Milliseconds", "idle save p99 ms", decimals: 3)
  fileprivate static let saveP99 = Figure("saveP99Milliseconds", "save p99 ms", decimals: 3)
}

extension Question {
  private static let flatSizes = [10_000, 100_000, 1_000_000, 10_000_000]
  private static let judgedSessionCount = 300_000
  private static let largestVariant = "flat-10000000"

  /// What it costs to begin the backup anew, and who waits for it.
  public static let reset = Question(
    "reset", summary: "makes another backup version the current one",
    variants: ["alone", "contended"] + flatSizes.map { "flat-\($0)" },
    onlyWhenNamed: [largestVariant],
    engines: [.strandline] + EngineKind.peers, stores: .filled,
    figures: [
      .reset, .resetMax, .append, .page, .resetCount, .saveMax, .idleMax, .saveP99, .idleP99,
    ],
    notes: [
      "append: 64 bytes appended to a plain file and synced, in turns with the resets.",
      "Everything is backed up before: an update of all rows finds little to do otherwise, so the"
        + " engines that need one are backed up before each, and reset once in contended.",
      "contended: durable saves of single sessions while another thread resets, up to 1000 times,"
        + " fewer where a reset is slow; save max is the worst that met a reset, idle save max the"
        + " worst of as many without.",
      "flat-N: N sessions of 64 B, once, whatever the store of the other variants has.",
      "How many times faster than an update of all rows is judged from 300000 sessions on.",
    ],
    bars: bars,
    cell: { cell in
      if let size = flatSize(of: cell.variant) { return try FlatReset(cell, size: size).measure() }
      let engine = try cell.open()
      let figures =
        try cell.variant == "alone"
        ? Resets(cell).alone(engine) : Resets(cell).contended(engine)
      try engine.close()
      return figures
    })

  /// The sessions of a variant that compares sizes.
  public static func flatSize(of variant: String) -> Int? {
    variant.hasPrefix("flat-") ? Int(variant.dropFirst(5)) : nil
  }

  private static func bars(_ comparison: Comparison) -> [Bar] {
    var bars: [Bar] = []
    if let own = comparison.median(.strandline, "alone", .reset) {
      if let append = comparison.median(.strandline, "alone", .append) {
        bars.append(Bar("reset, by a synced append of 64 bytes", own / append, atMost: 1.3))
      }
      for (kind, name) in [(EngineKind.sqliteFlag, "an indexed"), (.sqlitePlainFlag, "a plain")] {
        // The factor grows with the sessions: it is wanted of the number that users have.
        guard comparison.settings.sessionCount >= judgedSessionCount,
          let shipped = comparison.median(kind, "alone", .reset)
        else { continue }
        bars.append(
          Bar(
            "reset, times faster than SQLite with \(name) flag", shipped / own, atLeast: 10_000,
            decimals: 0))
      }
    }
    if let worst = comparison.median(.strandline, "contended", .saveMax),
      let idle = comparison.median(.strandline, "contended", .idleMax)
    {
      bars.append(
        Bar("worst save that met a reset, by the worst idle one", worst / idle, atMost: 2))
    }
    let flat = flatSizes.compactMap { comparison.median(.strandline, "flat-\($0)", .reset) }
    if flat.count > 1, let least = flat.min(), let most = flat.max() {
      bars.append(Bar("reset, slowest size by fastest", most / least, atMost: 1.5))
    }
    return bars
  }
}

/// Resets of one store.
private struct Resets {
  private static let aloneCountMax = 200
  private static let contendedCountMax = 1_000
  private static let pageCount = 10_000
  /// Without it the lock of an engine might never come to the thread that resets.
  private static let pause = Duration.microseconds(100)

  let cell: Cell

  init(_ cell: Cell) { self.cell = cell }

  func alone(_ engine: any Engine) throws -> Figures {
    let file = try FloorFile(at: cell.path + "-floor")
    try backUp(engine)
    let start = Resources.now
    var resets = Distribution()
    var appends = Distribution()
    let end = ContinuousClock.now + cell.duration
    repeat {
      if cell.kind.resetsRows, resets.count > 0 { try backUp(engine) }
      appends.add(
        try time {
          try file.appendNote()
          try file.sync()
        })
      let version = cell.version + 1 + resets.count
      resets.add(try time { try engine.reset(to: version) })
    } while resets.count < Self.aloneCountMax && ContinuousClock.now < end
    var figures = Resources.used(since: start)
    figures[.page] = try time { try check(engine) } * 1e3
    figures[.reset] = resets.median * 1e3
    figures[.resetMax] = resets.quantile(1) * 1e3
    figures[.append] = appends.median * 1e3
    figures[.resetCount] = Double(resets.count)
    return figures
  }

  /// Acknowledges everything: that is what a reset undoes.
  private func backUp(_ engine: any Engine) throws {
    while true {
      let page = try engine.pending(limit: Self.pageCount)
      if page.sessions.isEmpty { return }
      try engine.acknowledge(page)
    }
  }

  /// Everything is pending again.
  private func check(_ engine: any Engine) throws {
    guard try !engine.pending(limit: 100).sessions.isEmpty, try engine.counts().backedUp == 0 else {
      throw BenchmarkFailure("a reset did not make everything pending")
    }
  }

  func contended(_ engine: any Engine) throws -> Figures {
    let saves = SingleSaves(cell, engine)
    // What only the first calls pay.
    _ = try saves.run(count: 50)
    let resets = Spans()
    try backUp(engine)
    let cell = cell
    let countMax = cell.kind.resetsRows ? 1 : Self.contendedCountMax
    let end = ContinuousClock.now + cell.duration
    let loop = Loop("resets", pause: .milliseconds(1)) {
      var goesOn = false
      defer { if !goesOn { resets.close() } }
      let begin = ContinuousClock.now
      try engine.reset(to: cell.version + 100_000 + resets.count)
      resets.add(begin, ContinuousClock.now)
      goesOn = resets.count < countMax && ContinuousClock.now < end
      return goesOn
    }
    let during = try saves.run(pause: Self.pause) { resets.isOpen }
    try loop.join()
    let idle = try saves.run(count: during.count, pause: Self.pause)
    var met = Distribution()
    for save in during where resets.meets(save) { met.add(save.end - save.start) }
    var alone = Distribution()
    for save in idle { alone.add(save.end - save.start) }
    try check(engine)
    var figures = Figures()
    figures[.saveMax] = met.quantile(1) * 1e3
    figures[.saveP99] = met.quantile(0.99) * 1e3
    figures[.idleMax] = alone.quantile(1) * 1e3
    figures[.idleP99] = alone.quantile(0.99) * 1e3
    figures[.resetCount] = Double(resets.count)
    return figures
  }

  private func time(_ body: () throws -> Void) rethrows -> Double {
    let begin = ContinuousClock.now
    try body()
    return (ContinuousClock.now - begin).secondCount
  }
}

/// Resets of a store of small sessions, to compare sizes.
private struct FlatReset {
  let cell: Cell

  init(_ cell: Cell, size: Int) {
    self.cell = cell.resized(sessionCount: size, payloadByteCount: 64, path: cell.path + "-flat")
  }

  func measure() throws -> Figures {
    guard cell.round == 0 else { return Figures() }
    defer { Workspace.remove(cell.path) }
    let engine = try Question.fill(cell)
    let figures = try Resets(cell).alone(engine)
    try engine.close()
    return figures
  }
}
