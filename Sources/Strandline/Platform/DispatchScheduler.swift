internal import Dispatch

/// Runs steps on Dispatch queues: each `start` is a chain of blocks on a concurrent queue, of which
/// there is one for each urgency.
package final class DispatchScheduler: Scheduler {
  private let calls = DispatchQueue(
    label: "strandline.calls", qos: .userInitiated, attributes: .concurrent)
  private let background = DispatchQueue(
    label: "strandline.background", qos: .utility, attributes: .concurrent)

  package init() {}

  package func start(_ urgency: Urgency, _ step: @escaping @Sendable () -> StepResult) {
    let queue = urgency == .call ? calls : background
    queue.async { [self] in
      switch step() {
      case .again: start(urgency, step)
      case .pause(let milliseconds):
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(milliseconds))) { [self] in
          start(urgency, step)
        }
      case .finished: break
      }
    }
  }
}
