import Foundation
package import Strandline

/// Background work whose steps run when the test, or a seed, says so.
package final class SimulatedScheduler: Scheduler, @unchecked Sendable {
  /// When steps run.
  package enum Mode: Sendable, Hashable {
    /// Inside `start`, to the end. Work that is started by a step runs after the step that started
    /// it, and `start` must not be called under a lock that the step takes.
    case immediate
    /// When `runSome` or `drain` is called, the next one chosen by the seed.
    case chosen(seed: UInt64)
  }

  /// More steps than this in one go are taken for work that never ends.
  package static let stepCountMax = 10_000_000

  private let lock = NSLock()
  private let mode: Mode
  private var generator: SplitMix64
  /// Boxed: a closure that goes in and out of an array again and again gathers wrappers.
  private final class Work {
    let step: @Sendable () -> StepResult
    init(_ step: @escaping @Sendable () -> StepResult) { self.step = step }
  }

  private var tasks: [Work] = []
  private var isRunning = false
  private var steps = 0
  private var discardCount = 0

  package init(_ mode: Mode = .immediate) {
    self.mode = mode
    switch mode {
    case .immediate: generator = SplitMix64(seed: 0)
    case .chosen(let seed): generator = SplitMix64(seed: seed)
    }
  }

  package func start(_ urgency: Urgency, _ step: @escaping @Sendable () -> StepResult) {
    lock.lock()
    tasks.append(Work(step))
    lock.unlock()
    if mode == .immediate { drain() }
  }

  /// How many pieces of work are not finished.
  package var taskCount: Int {
    lock.lock()
    defer { lock.unlock() }
    return tasks.count
  }

  /// How many steps have run.
  package var stepCount: Int {
    lock.lock()
    defer { lock.unlock() }
    return steps
  }

  /// Runs between none and `countMax` steps, as the seed says; gives how many.
  @discardableResult
  package func runSome(atMost countMax: Int = 8) -> Int {
    lock.lock()
    let wanted = generator.below(max(0, countMax) + 1)
    lock.unlock()
    return run(wanted)
  }

  /// Runs all work to its end; gives how many steps that took.
  ///
  /// A call from inside a step, or while another thread runs steps, leaves the work to that run and
  /// gives 0.
  @discardableResult
  package func drain() -> Int {
    let count = run(Self.stepCountMax)
    precondition(count < Self.stepCountMax, "background work does not come to an end")
    return count
  }

  /// Forgets all work, as the end of a process does.
  package func discard() {
    lock.lock()
    defer { lock.unlock() }
    tasks.removeAll()
    discardCount += 1
  }

  private func run(_ countMax: Int) -> Int {
    lock.lock()
    defer { lock.unlock() }
    guard !isRunning else { return 0 }
    isRunning = true
    defer { isRunning = false }
    var count = 0
    while count < countMax, !tasks.isEmpty {
      let index = mode == .immediate ? 0 : generator.below(tasks.count)
      // Out of the list while it runs, so that nothing runs it a second time.
      let work = tasks.remove(at: index)
      let discardsBefore = discardCount
      lock.unlock()
      let result = work.step()
      lock.lock()
      if result != .finished, discardCount == discardsBefore {
        tasks.insert(work, at: min(index, tasks.count))
      }
      count += 1
      steps += 1
    }
    return count
  }
}
