#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A mutex with two conditions around the state it guards; never held across input or output.
///
/// The one unchecked `Sendable` of the module: the state is reached under the mutex only. On the
/// heap, because a `pthread_mutex_t` must not move.
@safe package final class Lock<State>: @unchecked Sendable {
  /// What a step under the lock asks for.
  package enum Turn<Result> {
    /// Leave with this result.
    case done(Result)
    /// Sleep on condition 0 or 1, then run the step again.
    case wait(Int)
  }

  private let state: UnsafeMutablePointer<State>
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let conditions: UnsafeMutablePointer<pthread_cond_t>

  package init(_ initial: State) {
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: initial)
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe conditions = .allocate(capacity: 2)
    unsafe conditions.initialize(repeating: pthread_cond_t(), count: 2)
    let made = unsafe pthread_mutex_init(mutex, nil)
    precondition(made == 0, "a mutex could not be made")
    for index in 0..<2 {
      let ready = unsafe pthread_cond_init(conditions + index, nil)
      precondition(ready == 0, "a condition could not be made")
    }
  }

  deinit {
    for index in 0..<2 { unsafe pthread_cond_destroy(conditions + index) }
    unsafe pthread_mutex_destroy(mutex)
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
    unsafe mutex.deallocate()
    unsafe conditions.deallocate()
  }

  /// Runs `body` with the state to itself.
  package func withLock<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try unsafe body(&state.pointee)
  }

  /// Runs `step` until it is done, sleeping in between when it asks to.
  ///
  /// The state is not borrowed while this thread sleeps.
  package func withLock<R>(until step: (inout State) -> Turn<R>) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      switch unsafe step(&state.pointee) {
      case .done(let result): return result
      case .wait(let condition): unsafe pthread_cond_wait(conditions + condition, mutex)
      }
    }
  }

  /// Lets other threads run for a moment.
  ///
  /// Not called under the lock.
  package func yield() { sched_yield() }

  /// Wakes every thread that sleeps on a condition.
  package func wakeAll(_ condition: Int) { unsafe pthread_cond_broadcast(conditions + condition) }
}
