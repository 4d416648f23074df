/// Walks the entries of a stack in order from a bound, each distinct entry once.
///
/// O(log n) to begin, O(runs) a step.
package struct EntryCursor: Sendable {
  private let runs: [EntryStack.Run]
  private var indices: [Int]

  package init(_ stack: EntryStack, from bound: IndexEntry) {
    runs = stack.runs
    indices = stack.runs.map { $0.lowerBound(bound) }
  }

  /// The next entry, or nil behind the last.
  package mutating func next() -> IndexEntry? {
    var smallest: IndexEntry?
    for (run, index) in zip(runs, indices) where index < run.entries.count {
      let entry = run.entries[index]
      if smallest.map({ entry < $0 }) ?? true { smallest = entry }
    }
    guard let smallest else { return nil }
    for position in runs.indices {
      while indices[position] < runs[position].entries.count,
        runs[position].entries[indices[position]] == smallest
      {
        indices[position] += 1
      }
    }
    return smallest
  }
}
