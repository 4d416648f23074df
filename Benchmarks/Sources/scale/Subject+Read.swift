import BenchmarkSupport
import Strandline

extension Subject {
  private static let getCount = 100_000
  private static let pageCount = 20
  private static let countsCount = 10_000
  private static let resetCount = 20

  /// Everything that reads, in one process with a hot cache, and the reset at the end.
  func read() throws -> Figures {
    let store = try openStore()
    var figures = Figures()
    figures[.openMemoryMebibytes] = mebibytesOverIdle()
    // Not timed, because the times would take memory of their own.
    try get(store, series, seed: 1, isHit: true) { _ in }
    figures[.memoryMebibytes] = mebibytesOverIdle()

    var hits = Distribution()
    try get(store, series, seed: 2, isHit: true) { hits.add($0) }
    figures[.hitP50Microseconds] = hits.median * 1e6
    figures[.hitP99Microseconds] = hits.quantile(0.99) * 1e6
    figures[.floorMicroseconds] = try floor()
    let absent = SessionSeries(payloadByteCount: payloadByteCount, seed: 99)
    var misses = Distribution()
    try get(store, absent, seed: 3, isHit: false) { misses.add($0) }
    figures[.missP50Microseconds] = misses.median * 1e6
    figures[.missP99Microseconds] = misses.quantile(0.99) * 1e6

    figures[.firstPageMilliseconds] = try page(store, BackupVersion("2")) * 1e3
    figures[.middlePageMilliseconds] = try page(store, BackupVersion("1")) * 1e3
    let counting = try seconds {
      for _ in 0..<Self.countsCount { _ = try store.counts(for: BackupVersion("1")) }
    }
    figures[.countsNanoseconds] = counting / Double(Self.countsCount) * 1e9
    var resets = Distribution()
    for _ in 0..<Self.resetCount { resets.add(try seconds { try store.resetBackupState() }) }
    figures[.resetMilliseconds] = resets.median * 1e3
    try store.close()
    return figures
  }

  private func mebibytesOverIdle() -> Double? {
    guard let idleByteCount, let now = Memory.anonymousByteCount else { return nil }
    return Double(max(0, now - idleByteCount)) / Double(1 << 20)
  }

  /// Gets random sessions of a series; the key is made before the clock starts.
  private func get(
    _ store: SessionStore, _ series: SessionSeries, seed: UInt64, isHit: Bool,
    _ take: (Double) -> Void
  ) throws {
    var random = RandomSource(seed: seed)
    for _ in 0..<Self.getCount {
      let key = series.key(random.below(sessionCount))
      var found: SessionRecord?
      take(try seconds { found = try store.session(key) })
      guard (found?.key == key) == isHit, (found == nil) != isHit else {
        throw BenchmarkFailure("a session is missing, or one is there that nobody saved")
      }
    }
  }

  /// The median time of the plain reads that stand for one lookup, files in the cache.
  private func floor() throws -> Double {
    let reads = try PlainReads(at: path)
    var times = Distribution()
    for _ in 0..<Self.getCount {
      times.add(try reads.lookup(recordByteCount: series.recordByteCount))
    }
    return times.median * 1e6
  }

  /// The median time of a pending page of 100.
  private func page(_ store: SessionStore, _ version: BackupVersion) throws -> Double {
    var times = Distribution()
    for _ in 0..<Self.pageCount {
      var count = 0
      times.add(try seconds { count = try store.pending(for: version, limit: 100).sessions.count })
      guard count > 0 else { throw BenchmarkFailure("nothing is pending") }
    }
    return times.median
  }
}
