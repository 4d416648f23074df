public import BenchmarkSupport
import Strandline

extension Figure {
  /// The time to find a session.
  public static let hit = Figure("hitMicroseconds", "hit p50 us")
  fileprivate static let hitP99 = Figure("hitP99Microseconds", "hit p99 us")
  /// The time to learn that there is none.
  public static let miss = Figure("missMicroseconds", "miss p50 us")
  fileprivate static let missP99 = Figure("missP99Microseconds", "miss p99 us")
  fileprivate static let copy = Figure("memcpyMicroseconds", "memcpy us")
  fileprivate static let bareRead = Figure("bareMicroseconds", "pread alone us")
}

extension Question {
  /// What it costs to find a session, and to learn that it is not there.
  public static let lookup = Question(
    "lookup", summary: "reads sessions by key from a store that lies in the page cache",
    variants: ["hot"],
    engines: [.floor, .strandline, .strandlineMapped] + EngineKind.usualPeers, stores: .filled,
    figures: [.hit, .hitP99, .miss, .missP99, .bareRead, .copy],
    notes: [
      "Every payload is summed up inside the clock, so that an engine that lends memory reads it"
        + " too, and compared outside. The floor is one pread of the payload and the sum;"
        + " beside it the pread alone, and a copy of as many bytes within memory."
    ],
    bars: bars, cell: { try Lookup(cell: $0).measure() })

  private static func bars(_ comparison: Comparison) -> [Bar] {
    var bars: [Bar] = []
    let mapped = comparison.median(.strandlineMapped, "hot", .hit)
    let positional = comparison.median(.strandline, "hot", .hit)
    let lmdb = [EngineKind.lmdbSets, .lmdbStamp].compactMap {
      comparison.median($0, "hot", .hit)
    }.min()
    if let mapped, let lmdb {
      bars.append(Bar("hit, mapped, by LMDB's time", mapped / lmdb, atMost: 1))
    }
    if let positional, let floor = comparison.median(.floor, "hot", .hit) {
      bars.append(Bar("hit, positional, by pread and sum", positional / floor, atMost: 1.3))
    }
    if let positional, let floor = comparison.median(.floor, "hot", .bareRead) {
      bars.append(Bar("hit, positional, by pread alone", positional / floor, atMost: 1.3))
    }
    let lmdbMiss = [EngineKind.lmdbSets, .lmdbStamp].compactMap {
      comparison.median($0, "hot", .miss)
    }.min()
    for (kind, name) in [(EngineKind.strandline, "positional"), (.strandlineMapped, "mapped")] {
      if let miss = comparison.median(kind, "hot", .miss), let lmdbMiss {
        bars.append(Bar("miss, \(name), by LMDB's time", miss / lmdbMiss, atMost: 1))
      }
    }
    return bars
  }
}

private struct Lookup {
  private static let warmUpCount = 20_000
  private static let count = 50_000

  let cell: Cell

  func measure() throws -> Figures {
    if cell.kind == .floor { return try measureFloor() }
    let engine = try cell.open()
    let series = cell.series
    _ = try hits(seed: 1, count: Self.warmUpCount) { number, body in
      try engine.read(series.key(number), body)
    }
    let start = Resources.now
    var hits = try keyed(engine, series, seed: 2, isHit: true)
    var misses = try keyed(engine, cell.series(99), seed: 3, isHit: false)
    var figures = Resources.used(since: start)
    figures[.hit] = hits.median * 1e6
    figures[.hitP99] = hits.quantile(0.99) * 1e6
    figures[.miss] = misses.median * 1e6
    figures[.missP99] = misses.quantile(0.99) * 1e6
    try engine.close()
    return figures
  }

  /// The key is made before the clock starts, what is expected after it stopped.
  private func keyed(
    _ engine: any Engine, _ series: SessionSeries, seed: UInt64, isHit: Bool
  ) throws -> Distribution {
    var times = Distribution()
    var random = RandomSource(seed: seed + UInt64(cell.round) << 8)
    for _ in 0..<Self.count {
      let number = random.below(cell.sessionCount)
      let key = series.key(number)
      var sum: UInt64 = 0
      let begin = ContinuousClock.now
      let isFound = try engine.read(key) { sum = Digest.sum($0) }
      times.add(ContinuousClock.now - begin)
      guard isFound == isHit else { throw BenchmarkFailure("a session is missing, or is too many") }
      if isHit { try compare(sum, number) }
    }
    return times
  }

  private func measureFloor() throws -> Figures {
    let file = try FloorFile(at: cell.path)
    let series = cell.series
    let read = { (number: Int, body: (UnsafeRawBufferPointer) -> Void) in
      try file.read(number, of: series, body)
      return true
    }
    _ = try hits(seed: 1, count: Self.warmUpCount, read)
    let start = Resources.now
    var sums = try hits(seed: 2, count: Self.count, read)
    var bare = Distribution()
    var random = RandomSource(seed: 4)
    for _ in 0..<Self.count {
      let number = random.below(cell.sessionCount)
      let begin = ContinuousClock.now
      try file.read(number, of: series) { _ in }
      bare.add(ContinuousClock.now - begin)
    }
    var figures = Resources.used(since: start)
    figures[.hit] = sums.median * 1e6
    figures[.hitP99] = sums.quantile(0.99) * 1e6
    figures[.bareRead] = bare.median * 1e6
    figures[.copy] = copies() * 1e6
    return figures
  }

  /// The median time to copy a payload from a random place of a large piece of memory.
  private func copies() -> Double {
    let count = cell.payloadByteCount
    let memory = [UInt8](repeating: 1, count: max(64 << 20, count + 1))
    var target = [UInt8](repeating: 0, count: count)
    var random = RandomSource(seed: 5)
    var times = Distribution()
    for _ in 0..<Self.count {
      let offset = random.below(memory.count - count)
      let begin = ContinuousClock.now
      target.withUnsafeMutableBytes { target in
        memory.withUnsafeBytes {
          target.copyMemory(from: .init(rebasing: $0[offset..<(offset + count)]))
        }
      }
      times.add(ContinuousClock.now - begin)
    }
    return target.contains(0) ? .infinity : times.median
  }

  private func hits(
    seed: UInt64, count: Int,
    _ read: (Int, (UnsafeRawBufferPointer) -> Void) throws -> Bool
  ) throws -> Distribution {
    var times = Distribution()
    var random = RandomSource(seed: seed)
    for _ in 0..<count {
      let number = random.below(cell.sessionCount)
      var sum: UInt64 = 0
      let begin = ContinuousClock.now
      let isFound = try read(number) { sum = Digest.sum($0) }
      times.add(ContinuousClock.now - begin)
      guard isFound else { throw BenchmarkFailure("a session is missing") }
      try compare(sum, number)
    }
    return times
  }

  private func compare(_ sum: UInt64, _ number: Int) throws {
    let expected = cell.series.record(number).payload.withUnsafeBytes { Digest.sum($0) }
    guard sum == expected else { throw BenchmarkFailure("session \(number) reads wrong") }
  }
}
