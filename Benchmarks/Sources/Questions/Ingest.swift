public import BenchmarkSupport

extension Question {
  /// How fast sessions are taken in: in batches, and one by one by several writers.
  public static let ingest = Question(
    "ingest", summary: "saves sessions, in batches and one by one",
    variants: ["durable", "end", "end-by-room"] + Writers.variants,
    engines: [.floor, .strandline] + EngineKind.usualPeers, stores: .fresh,
    figures: [.perSecond, .perSecondCalls, .syncsPerSave, .p50Microseconds, .p99Microseconds],
    notes: [
      "durable: batches of 100, each synced; end: the same with one sync at the end; both from all"
        + " of a thousand rooms as they arrive. end-by-room: one room after the other, which trees of"
        + " pages like best and Strandline best; not judged. single-N: N"
        + " writers that save one session at a time, each durable.",
      "sessions/s counts until the engine is at rest, in calls/s only the time in its calls.",
    ],
    bars: { IngestBars(comparison: $0).all },
    cell: { cell in
      if let writerCount = Writers.count(of: cell.variant) {
        return try Writers(cell, count: writerCount).measure()
      }
      return try Ingestion(cell).measure()
    })
}

private struct IngestBars {
  let comparison: Comparison

  var all: [Bar] {
    batches("durable", peer: 2.5, floor: 0.75) + batches("end", peer: 3, floor: 0.5)
      + Writers.variants.flatMap(singles)
  }

  private func batches(_ variant: String, peer: Double, floor: Double) -> [Bar] {
    guard let own = comparison.median(.strandline, variant, .perSecond) else { return [] }
    var bars: [Bar] = []
    if let best = comparison.bestPeer(variant, .perSecond, highest: true) {
      bars.append(
        Bar("\(variant), by \(best.kind.rawValue)'s speed", own / best.value, atLeast: peer))
    }
    if let append = comparison.median(.floor, variant, .perSecond) {
      bars.append(Bar("\(variant), by the speed of plain appends", own / append, atLeast: floor))
    }
    return bars
  }

  private func singles(_ variant: String) -> [Bar] {
    guard let count = Writers.count(of: variant),
      let own = comparison.median(.strandline, variant, .perSecondCalls)
    else { return [] }
    var bars: [Bar] = []
    if let best = comparison.bestPeer(variant, .perSecondCalls, highest: true) {
      bars.append(
        Bar(
          "\(variant), by \(best.kind.rawValue)'s speed", own / best.value,
          atLeast: count == 1 ? 1 : 2))
    }
    if let syncs = comparison.median(.strandline, variant, .syncsPerSave) {
      bars.append(
        Bar("\(variant), syncs of a save", syncs, atMost: 1.3 / Double(count), decimals: 4))
    }
    return bars
  }
}
