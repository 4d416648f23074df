import Dispatch
import Foundation
import Strandline

/// Saves by several threads at once: they may share one sync, in any order, and their outcomes
/// must be those of some order.
extension Simulation {
  func saveTogether(_ records: [SessionRecord], _ durability: Durability) throws {
    records.forEach { truth.note(saved: $0) }
    let results = Self.saveAll(records, in: store, durability)
    var failures: [StoreError] = []
    for case .failure(let error) in results { failures.append(error) }
    let outcomes = results.map { try? $0.get() }
    let mayHaveHappened = results.map { result in
      if case .failure(let error) = result {
        error.code != .noSpace || process.hasStopped
      } else {
        true
      }
    }
    var lines: [Expectations.Line] = []
    for line in expectations.lines {
      Self.orders(of: records, outcomes, mayHaveHappened, from: line, into: &lines)
    }
    guard !lines.isEmpty else {
      throw Violation(
        .answer, "together gave \(outcomes.map { $0.map(\.rawValue) ?? "error" }): no order does")
    }
    expectations.lines = lines
    expectations.joinAlike()
    for failure in failures { try failed("together", failure) { (_: ModelStore) in [] } }
    if durability == .durable && failures.isEmpty { syncSucceeded() }
  }

  private static func saveAll(
    _ records: [SessionRecord], in store: SessionStore, _ durability: Durability
  ) -> [Result<SaveOutcome, StoreError>] {
    let results = ResultList(count: records.count)
    DispatchQueue.concurrentPerform(iterations: records.count) { index in
      do throws(StoreError) {
        let outcomes = try store.save([records[index]], durability: durability)
        results.set(index, outcomes.first.map { .success($0) })
      } catch {
        results.set(index, .failure(error))
      }
    }
    return results.all
  }

  /// Extends the line by every order of the saves that gives these outcomes; a failed save may be
  /// anywhere or nowhere.
  private static func orders(
    of records: [SessionRecord], _ outcomes: [SaveOutcome?], _ mayHaveHappened: [Bool],
    from line: Expectations.Line, into lines: inout [Expectations.Line]
  ) {
    var left = Array(records.indices)
    func extend(_ line: Expectations.Line, _ lines: inout [Expectations.Line]) {
      if left.allSatisfy({ outcomes[$0] == nil }) { lines.append(line) }
      for (place, index) in left.enumerated() where mayHaveHappened[index] {
        var longer = line
        var state = line.present
        let outcome = state.save([records[index]], backedUpTo: nil, policy: .keepBetter)[0]
        guard outcomes[index] == nil || outcomes[index] == outcome else { continue }
        longer.append(state)
        left.remove(at: place)
        extend(longer, &lines)
        left.insert(index, at: place)
      }
    }
    extend(line, &lines)
  }
}

/// One result per thread.
private final class ResultList: @unchecked Sendable {
  private let lock = NSLock()
  private var results: [Result<SaveOutcome, StoreError>?]

  init(count: Int) { results = Array(repeating: nil, count: count) }

  func set(_ index: Int, _ result: Result<SaveOutcome, StoreError>?) {
    lock.lock()
    defer { lock.unlock() }
    results[index] = result
  }

  var all: [Result<SaveOutcome, StoreError>] {
    lock.lock()
    defer { lock.unlock() }
    return results.compactMap { $0 }
  }
}
