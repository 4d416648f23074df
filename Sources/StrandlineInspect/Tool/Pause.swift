#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Waits, for verbs that come back to a store now and then.
enum Pause {
  /// Waits so long, or shorter when a signal comes.
  static func wait(milliseconds: Int) {
    guard milliseconds > 0 else { return }
    var time = timespec()
    time.tv_sec = milliseconds / 1000
    time.tv_nsec = milliseconds % 1000 * 1_000_000
    _ = unsafe nanosleep(&time, nil)
  }
}
