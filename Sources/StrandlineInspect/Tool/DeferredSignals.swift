#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Holds back the signals that end the process while something has to be put back first, such as a
/// temporary directory or a terminal that does not echo.
///
/// The held signal stays pending: the work asks for it at its own pace, and `release()` delivers
/// it, so that the caller sees a process ended by that signal. Threads started meanwhile hold it
/// back as well.
struct DeferredSignals {
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  private var previous = sigset_t()

  init() {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in Self.signals { unsafe sigaddset(&set, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, &previous)
  }

  /// Whether one of them has come.
  var isPending: Bool {
    var set = sigset_t()
    guard unsafe sigpending(&set) == 0 else { return false }
    return Self.signals.contains { unsafe sigismember(&set, $0) == 1 }
  }

  /// Lets them through again.
  mutating func release() { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }
}
