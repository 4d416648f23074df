public import BenchmarkSupport
import Strandline

extension Figure {
  fileprivate static let filled = Figure("filledRatio", "after ingest", decimals: 3)
  fileprivate static let changed = Figure("changedRatio", "after changes", decimals: 3)
  fileprivate static let compacted = Figure("compactedRatio", "compacted", decimals: 3)
  fileprivate static let compaction = Figure("compactionSeconds", "compaction s", decimals: 3)
  fileprivate static let copy = Figure("copySeconds", "copy s", decimals: 3)
  fileprivate static let idle = Figure("idleP99Milliseconds", "save p99 idle ms", decimals: 3)
  fileprivate static let busy = Figure("busyP99Milliseconds", "compacting ms", decimals: 3)
}

extension Question {
  /// What the store takes on the disk, and what it costs to give some of it back.
  public static let space = Question(
    "space", summary: "compares the bytes on disk with the payloads and keys that live",
    variants: ["disk"], engines: [.strandline] + EngineKind.usualPeers, stores: .fresh,
    figures: [.filled, .changed, .compacted, .compaction, .copy, .busy, .idle],
    notes: [
      "Bytes on disk are allocated blocks, by those of the live payloads and keys: after ingest, after"
        + " 10 % of the sessions were improved and 5 % deleted and the engine came to rest, and when"
        + " it was asked to compact.",
      "compaction s: the call alone; copy s: a plain copy of the files that it leaves, synced."
        + " Durable saves of single sessions, without company and beside another compaction of 10 %"
        + " updates. LMDB has no compaction in place.",
    ],
    bars: bars, cell: { try Space(cell: $0).measure() })

  private static func bars(_ comparison: Comparison) -> [Bar] {
    var bars: [Bar] = []
    let median = { (figure: Figure) in comparison.median(.strandline, "disk", figure) }
    if let filled = median(.filled) {
      bars.append(
        Bar("on disk after ingest, by payload and keys", filled, atMost: 1.04, decimals: 3))
    }
    if let changed = median(.changed) {
      bars.append(
        Bar(
          "on disk after changes and rest, by payload and keys", changed, atMost: 1.1, decimals: 3))
    }
    if let compaction = median(.compaction), let copy = median(.copy) {
      bars.append(Bar("compaction, by a copy of what lives", compaction / copy, atMost: 2))
    }
    if let busy = median(.busy), let idle = median(.idle) {
      bars.append(Bar("durable save beside a compaction, p99 by idle", busy / idle, atMost: 2))
    }
    return bars
  }
}

private struct Space {
  let cell: Cell

  private var liveCount: Int { cell.sessionCount - cell.sessionCount / 20 }

  private func ratio(sessionCount: Int) throws -> Double {
    let live = sessionCount * (cell.series.nameByteCount + cell.payloadByteCount)
    return Double(try DiskUse(at: cell.path).byteCount) / Double(live)
  }

  func measure() throws -> Figures {
    var figures = Figures()
    let engine = try Question.fill(cell)
    figures[.filled] = try ratio(sessionCount: cell.sessionCount)
    let changes = Changes(cell, engine)
    try changes.update(edition: 1)
    try changes.delete()
    try engine.settle()
    _ = try Rest.wait()
    figures[.changed] = try ratio(sessionCount: liveCount)
    guard try engine.counts().total == liveCount else {
      throw BenchmarkFailure("the engine counts other sessions than are there")
    }
    let start = Resources.now
    var watch = Stopwatch()
    try watch.run { try engine.compact() }
    _ = try Rest.wait()
    figures.merge(Resources.used(since: start))
    figures[.compaction] = watch.total.secondCount
    figures[.compacted] = try ratio(sessionCount: liveCount)
    figures[.copy] = try DiskUse(at: cell.path).copySeconds(to: cell.path + "-copy")
    try changes.check()
    try saves(engine, changes, &figures)
    try engine.close()
    return figures
  }

  /// As many saves beside a compaction as it lets through, and as many alone.
  private func saves(
    _ engine: any Engine, _ changes: Changes, _ figures: inout Figures
  ) throws {
    let saves = SingleSaves(cell, engine)
    _ = try saves.run(count: 50)
    try changes.update(edition: 2)
    let spans = Spans()
    let loop = Loop("compaction", pause: .zero) {
      defer { spans.close() }
      try engine.compact()
      return false
    }
    var busy = Distribution()
    for span in try saves.run(while: { spans.isOpen }) { busy.add(span.end - span.start) }
    try loop.join()
    _ = try Rest.wait()
    var idle = Distribution()
    for span in try saves.run(count: min(max(busy.count, 500), 5_000)) {
      idle.add(span.end - span.start)
    }
    figures[.busy] = busy.quantile(0.99) * 1e3
    figures[.idle] = idle.quantile(0.99) * 1e3
  }
}
