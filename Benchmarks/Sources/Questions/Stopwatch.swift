public import BenchmarkSupport

/// Time in the engine's calls only, not in making what they are given.
struct Stopwatch {
  private(set) var total = Duration.zero
  private(set) var last = Duration.zero

  mutating func run<R>(_ body: () throws -> R) rethrows -> R {
    let start = ContinuousClock.now
    defer {
      last = ContinuousClock.now - start
      total += last
    }
    return try body()
  }
}

extension Figure {
  /// Sessions a second until the engine is at rest.
  public static let perSecond = Figure("perSecond", "sessions/s", decimals: 0)
  static let perSecondCalls = Figure("perSecondCalls", "in calls/s", decimals: 0)
  static let syncsPerSave = Figure("syncsPerSave", "syncs/save", decimals: 4)
  static let p50Microseconds = Figure("p50Microseconds", "p50 us")
  static let p99Microseconds = Figure("p99Microseconds", "p99 us")
  static let maxMicroseconds = Figure("maxMicroseconds", "max us", decimals: 0)
  static let seconds = Figure("seconds", "s", decimals: 3)
}
