/// What the engine takes from the world outside: the product's, or a simulation's.
package struct Environment: Sendable {
  package var fileSystem: any FileSystem
  package var scheduler: any Scheduler
  package var clock: any Clock
  package var random: any RandomSource
  /// Written into the lock file, to tell a second writer who has the store.
  package var processID: Int32

  package init(
    fileSystem: any FileSystem, scheduler: any Scheduler, clock: any Clock,
    random: any RandomSource, processID: Int32
  ) {
    self.fileSystem = fileSystem
    self.scheduler = scheduler
    self.clock = clock
    self.random = random
    self.processID = processID
  }
}

/// Runs work away from the caller: a sequence of short steps, each to its end.
package protocol Scheduler: AnyObject, Sendable {
  /// Runs `step` again and again, not concurrently with itself, until it answers `.finished`.
  /// Other work runs between two steps.
  func start(_ urgency: Urgency, _ step: @escaping @Sendable () -> StepResult)
}

/// Who waits for a piece of work.
package enum Urgency: Sendable, Hashable {
  /// A caller.
  case call
  /// Nobody.
  case background
}

/// What a step of background work says about the next one.
package enum StepResult: Sendable, Hashable {
  case again
  /// Not before so much time has passed; a simulation need not wait.
  case pause(milliseconds: UInt64)
  case finished
}

/// Time, for leases only: nothing durable is ordered by it.
package protocol Clock: AnyObject, Sendable {
  /// Milliseconds since 1970 by the wall clock; may jump either way.
  func wallMilliseconds() -> UInt64
  /// Milliseconds by a clock that never goes back while the process lives.
  func monotonicMilliseconds() -> UInt64
}

/// Randomness for store identities, hash keys and incarnations.
package protocol RandomSource: AnyObject, Sendable {
  /// 64 random bits.
  func next() -> UInt64
}
