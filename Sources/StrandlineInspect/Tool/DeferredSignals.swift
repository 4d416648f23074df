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
  private let signals: [Int32]
  private var previous = sigset_t()

  init() {
    // What the caller lets the process ignore, as nohup does, is not to end it. Held back it would
    // be pending.
    signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].filter { !Self.isIgnored($0) }
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in signals { unsafe sigaddset(&set, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, &previous)
  }

  /// Whether one of them has come.
  var isPending: Bool {
    var set = sigset_t()
    guard unsafe sigpending(&set) == 0 else { return false }
    return signals.contains { unsafe sigismember(&set, $0) == 1 }
  }

  /// Lets them through again.
  mutating func release() { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
    #if canImport(Glibc)
      let handler = unsafe action.__sigaction_handler.sa_handler
    #elseif canImport(Darwin)
      let handler = unsafe action.__sigaction_u.__sa_handler
    #elseif canImport(Musl)
      let handler = unsafe action.__sa_handler.sa_handler
    #endif
    return unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
