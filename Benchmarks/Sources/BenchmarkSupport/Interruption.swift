import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Cleaning up when the user, or a time limit, ends a benchmark early.
enum Interruption {
  private struct State {
    var paths: [String] = []
    var child: pid_t?
    var isWatching = false
  }

  private static let state = Mutex(State())

  /// From now on an interruption removes this directory.
  static func removes(_ path: String) {
    let starts = state.withLock { state in
      state.paths.append(path)
      defer { state.isWatching = true }
      return !state.isWatching
    }
    if starts { watch() }
  }

  /// From now on an interruption kills this process; nothing for none.
  static func kills(_ child: pid_t?) { state.withLock { $0.child = child } }

  /// Threads started later inherit that the signals are held back for the one that waits.
  ///
  /// A hangup is not among them, because one that is ignored would then be noticed all the same.
  private static func watch() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let held = signals
    DispatchQueue(label: "interruption").async {
      var held = held
      var signal: Int32 = 0
      pthread_sigmask(SIG_BLOCK, &held, nil)
      guard sigwait(&held, &signal) == 0 else { return }
      state.withLock { state in
        if let child = state.child { kill(child, SIGKILL) }
        for path in state.paths { Workspace.remove(path) }
        _exit(128 + signal)
      }
    }
  }
}
