/// Sorted immutable arrays of entries, newest last, merged by doubling: an entry is moved
/// O(log n) times, a lookup searches O(log n) arrays, and a copy of the stack is a view that later
/// changes leave alone.
package struct EntryStack: Sendable {
  /// One sorted array.
  ///
  /// A class, so that views share it.
  package final class Run: Sendable {
    package let entries: [IndexEntry]
    init(_ entries: [IndexEntry]) { self.entries = entries }

    /// The index of the first entry that is not below `bound`.
    package func lowerBound(_ bound: IndexEntry) -> Int {
      var low = 0
      var high = entries.count
      while low < high {
        let middle = (low + high) / 2
        if entries[middle] < bound { low = middle + 1 } else { high = middle }
      }
      return low
    }

    /// The same for hashes, which are spread evenly: guesses the index from the value and gallops
    /// from there.
    package func lowerBoundOfHash(_ hash: UInt64) -> Int {
      guard let last = entries.last, hash <= last.high else { return entries.count }
      let count = entries.count
      let guess = Int(hash.multipliedFullWidth(by: UInt64(count)).high)
      var step = 1
      var low = guess
      var high = guess
      if entries[guess].high < hash {
        while high < count, entries[high].high < hash {
          low = high + 1
          high = min(count, high + step)
          step *= 2
        }
      } else {
        while low > 0, entries[low - 1].high >= hash {
          high = low - 1
          low = max(0, low - step)
          step *= 2
        }
        // Everything from `high` on is not below; `low` may be.
        high = max(high, low)
      }
      while low < high {
        let middle = (low + high) / 2
        if entries[middle].high < hash { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  /// A run is merged into the one before it while that is not this many times larger.
  private static let growth = 4

  package private(set) var runs: [Run] = []
  /// Whether of entries with equal `high` the newest alone counts; otherwise equal entries are one.
  private let newestCounts: Bool

  package init(newestCounts: Bool = false) { self.newestCounts = newestCounts }

  package var count: Int { runs.reduce(0) { $0 + $1.entries.count } }

  /// Adds entries in any order.
  package mutating func add(_ entries: [IndexEntry]) {
    guard !entries.isEmpty else { return }
    var merged = entries.count == 1 ? entries : entries.sorted()
    while let last = runs.last, last.entries.count < merged.count * Self.growth {
      merged = merge(last.entries, merged)
      runs.removeLast()
    }
    runs.append(Run(merged))
  }

  /// All entries as one sorted array.
  package func flattened() -> [IndexEntry] {
    runs.reversed().reduce([]) { newer, older in merge(older.entries, newer) }
  }

  /// `right` is the newer one.
  private func merge(_ left: [IndexEntry], _ right: [IndexEntry]) -> [IndexEntry] {
    var merged: [IndexEntry] = []
    merged.reserveCapacity(left.count + right.count)
    var i = 0
    var j = 0
    while i < left.count, j < right.count {
      let isDouble = newestCounts ? left[i].high == right[j].high : left[i] == right[j]
      if !isDouble, left[i] < right[j] {
        merged.append(left[i])
        i += 1
      } else {
        // Equal entries come from a record that changed its group and back: one is enough.
        if isDouble { i += 1 }
        merged.append(right[j])
        j += 1
      }
    }
    merged.append(contentsOf: left[i...])
    merged.append(contentsOf: right[j...])
    return merged
  }
}
