import Dispatch
import Synchronization

/// A thread that does one thing again and again beside what is measured.
public final class Loop: Sendable {
  private struct State {
    var isStopped = false
    var failure: (any Error)?
  }

  private let state = Mutex(State())
  private let ended = DispatchSemaphore(value: 0)

  /// Starts it; it ends when it is stopped, and when a step fails or returns false.
  public init(_ label: String, pause: Duration, _ step: @escaping @Sendable () throws -> Bool) {
    DispatchQueue(label: label, qos: .userInitiated).async {
      do {
        while try !self.state.withLock({ $0.isStopped }) && step() { Pause.sleep(pause) }
      } catch {
        self.state.withLock { $0.failure = error }
      }
      self.ended.signal()
    }
  }

  /// Ends it after the step that is under way; once, and not after `join`.
  public func stop() throws {
    state.withLock { $0.isStopped = true }
    try join()
  }

  /// Waits for the end it finds itself; once.
  public func join() throws {
    ended.wait()
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }
}
