#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Waiting of a thread of our own.
public enum Pause {
  /// Sleeps; a signal may end it early.
  public static func sleep(_ duration: Duration) {
    let parts = duration.components
    var time = timespec()
    time.tv_sec = Int(parts.seconds)
    time.tv_nsec = Int(parts.attoseconds / 1_000_000_000)
    nanosleep(&time, nil)
  }
}
