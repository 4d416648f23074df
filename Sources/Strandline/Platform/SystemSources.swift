#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The system's clocks.
package final class SystemClock: Clock {
  package init() {}

  package func wallMilliseconds() -> UInt64 { read(CLOCK_REALTIME) }

  package func monotonicMilliseconds() -> UInt64 { read(CLOCK_MONOTONIC) }

  private func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    let result = unsafe clock_gettime(clock, &time)
    precondition(result == 0, "the system clock cannot be read")
    return UInt64(max(0, time.tv_sec)) * 1000 + UInt64(time.tv_nsec) / 1_000_000
  }
}

/// The system's randomness.
package final class SystemRandomSource: RandomSource {
  package init() {}

  package func next() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}

extension Environment {
  /// The real world.
  package static func system() -> Environment {
    Environment(
      fileSystem: POSIXFileSystem(), scheduler: DispatchScheduler(), clock: SystemClock(),
      random: SystemRandomSource(), processID: getpid())
  }
}
