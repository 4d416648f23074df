/// Walks the entries of stacks and runs in order from a bound, each distinct entry once.
///
/// O(log n) to begin, O(runs) a step.
package struct EntryCursor: Sendable {
  private var arrays: [(run: EntryStack.Run, index: Int)] = []
  private var runs: [RunCursor] = []
  /// The next entry of each run; nil behind its last.
  private var heads: [IndexEntry?] = []

  package init(
    _ stacks: [EntryStack], _ files: [RunFile] = [], from bound: IndexEntry
  ) throws(StoreError) {
    for stack in stacks {
      for run in stack.runs { arrays.append((run, run.lowerBound(bound))) }
    }
    for file in files {
      var cursor = RunCursor(file, from: bound)
      heads.append(try cursor.next())
      runs.append(cursor)
    }
  }

  /// The next entry, or nil behind the last.
  package mutating func next() throws(StoreError) -> IndexEntry? {
    var smallest: IndexEntry?
    for (run, index) in arrays where index < run.entries.count {
      let entry = run.entries[index]
      if smallest.map({ entry < $0 }) ?? true { smallest = entry }
    }
    for case let head? in heads where smallest.map({ head < $0 }) ?? true { smallest = head }
    guard let smallest else { return nil }
    for position in arrays.indices {
      let entries = arrays[position].run.entries
      while arrays[position].index < entries.count, entries[arrays[position].index] == smallest {
        arrays[position].index += 1
      }
    }
    for position in runs.indices where heads[position] == smallest {
      heads[position] = try runs[position].next()
    }
    return smallest
  }
}
