internal import Dispatch

/// Runs steps on Dispatch queues: each `start` is a chain of blocks on a concurrent queue.
package final class DispatchScheduler: Scheduler {
  private let queue = DispatchQueue(
    label: "strandline", qos: .userInitiated, attributes: .concurrent)

  package init() {}

  package func start(_ step: @escaping @Sendable () -> StepResult) {
    queue.async { [self] in
      switch step() {
      case .again: start(step)
      case .pause(let milliseconds):
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(milliseconds))) { [self] in
          start(step)
        }
      case .finished: break
      }
    }
  }
}
