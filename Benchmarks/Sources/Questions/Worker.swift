import Dispatch
import Foundation
import Synchronization

/// A thread of its own: a pool would give fewer than are asked for.
enum Worker {
  static func start(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
    group.enter()
    let thread = Thread {
      body()
      group.leave()
    }
    thread.start()
  }
}

/// What several threads found.
final class Outcomes<Value: Sendable>: Sendable {
  private let results = Mutex<[Result<Value, any Error>]>([])

  func add(_ body: () throws -> Value) {
    let result = Result(catching: body)
    results.withLock { $0.append(result) }
  }

  /// All values, or the first failure.
  func all() throws -> [Value] { try results.withLock { try $0.map { try $0.get() } } }
}
