public import BenchmarkSupport
import Strandline
import Synchronization

extension Figure {
  static let p50 = Figure("p50Milliseconds", "p50 ms", decimals: 3)
  /// The time that one save in a hundred exceeds.
  public static let p99 = Figure("p99Milliseconds", "p99 ms", decimals: 3)
  static let p999 = Figure("p999Milliseconds", "p99.9 ms", decimals: 3)
  static let max = Figure("maxMilliseconds", "max ms", decimals: 3)
  fileprivate static let closed = Figure("closedPerSecond", "closed loop/s", decimals: 0)
  fileprivate static let beside = Figure("besidePerSecond", "beside/s", decimals: 1)
}

extension Question {
  /// What a durable save waits for while the store does something else.
  public static let mixed = Question(
    "mixed", summary: "saves single sessions at a fixed rate beside a backup, resets and updates",
    variants: ["idle", "backup", "resets", "updates", "compaction"],
    engines: [.strandline] + EngineKind.usualPeers, stores: .filled,
    figures: [.p99, .p50, .p999, .max, .closed, .beside],
    notes: [
      "Latency: 200 durable saves a second, from when each was due. closed loop: as many as one"
        + " thread gets done. beside: pages, resets or batches of 100 updates a second.",
      "backup: pages of 100, each acknowledged. resets: one every 100 ms; those behind the first find"
        + " no row to update in sqlite-a, which flatters it. updates: 100 improved"
        + " sessions every 50 ms, whose old copies are to be cleared away. compaction: 1000 improved"
        + " sessions and a compaction that is asked for, again and again; LMDB has none.",
    ],
    bars: { comparison in
      guard let idle = comparison.median(.strandline, "idle", .p99) else { return [] }
      return ["backup", "resets", "updates", "compaction"].compactMap { variant in
        comparison.median(.strandline, variant, .p99).map {
          Bar("durable save beside \(variant), p99 by idle", $0 / idle, atMost: 2)
        }
      }
    },
    cell: { try Mixed(cell: $0).measure() })
}

private struct Mixed {
  private static let interval = Duration.milliseconds(5)

  let cell: Cell

  func measure() throws -> Figures {
    let isLMDB = cell.kind == .lmdbSets || cell.kind == .lmdbStamp
    if isLMDB && cell.variant == "compaction" { return Figures() }
    let engine = try cell.open()
    try engine.reset(to: cell.version + 500_000)
    let saves = SingleSaves(cell, engine)
    _ = try saves.run(count: 50)
    let company = Company(cell, engine)
    let start = Resources.now
    let begin = ContinuousClock.now
    let loop = try company.start()
    let open = try saves.run(every: Self.interval, for: cell.duration / 2)
    let end = ContinuousClock.now + cell.duration / 2
    let closedBegin = ContinuousClock.now
    let closed = try saves.run { ContinuousClock.now < end }
    let closedTime = ContinuousClock.now - closedBegin
    try loop?.stop()
    let time = ContinuousClock.now - begin
    var figures = Resources.used(since: start)
    var times = Distribution()
    for span in open { times.add(span.end - span.start) }
    figures[.p50] = times.median * 1e3
    figures[.p99] = times.quantile(0.99) * 1e3
    figures[.p999] = times.quantile(0.999) * 1e3
    figures[.max] = times.quantile(1) * 1e3
    figures[.closed] = Double(closed.count) / closedTime.secondCount
    if loop != nil { figures[.beside] = Double(company.count) / time.secondCount }
    try engine.settle()
    _ = try Rest.wait()
    try engine.close()
    return figures
  }
}

/// What runs beside the saves.
private final class Company: Sendable {
  private let cell: Cell
  private let engine: any Engine
  private let done = Atomic(0)

  init(_ cell: Cell, _ engine: any Engine) {
    self.cell = cell
    self.engine = engine
  }

  var count: Int { done.load(ordering: .relaxed) }

  func start() throws -> Loop? {
    switch cell.variant {
    case "backup": Loop("backup", pause: .zero) { try self.page() }
    case "resets": Loop("resets", pause: .milliseconds(100)) { try self.reset() }
    case "updates": Loop("updates", pause: .milliseconds(50)) { try self.update() }
    case "compaction": Loop("compaction", pause: .milliseconds(10)) { try self.compact() }
    default: nil
    }
  }

  private func advance() -> Int { done.wrappingAdd(1, ordering: .relaxed).newValue }

  /// Begins anew when everything is backed up.
  private func page() throws -> Bool {
    let page = try engine.pending(limit: 100)
    let count = advance()
    if page.sessions.isEmpty {
      try engine.reset(to: cell.version + 600_000 + count)
    } else {
      try engine.acknowledge(page)
    }
    return true
  }

  private func reset() throws -> Bool {
    try engine.reset(to: cell.version + 700_000 + advance())
    return true
  }

  private func compact() throws -> Bool {
    for _ in 0..<10 { _ = try update() }
    try engine.compact()
    return true
  }

  /// Improves sessions all over the store, each batch below the one before.
  private func update() throws -> Bool {
    let batch = advance()
    let round = UInt32(cell.round * 20_000 + (cell.variant == "updates" ? 0 : 10_000) + batch)
    var random = RandomSource(seed: UInt64(round))
    var numbers: Set<Int> = []
    while numbers.count < min(100, cell.sessionCount / 2) {
      numbers.insert(random.below(cell.sessionCount))
    }
    try engine.save(
      numbers.map { number in
        cell.series.record(
          number, firstKnownIndex: Cell.firstKnownIndex - 1 - round, edition: UInt64(round))
      }, isDurable: false)
    return true
  }
}
