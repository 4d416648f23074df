// Searching a page of entries: eight comparisons.
extension IndexPage {
  /// The index of the first entry that is not below `bound`; `count` when all are.
  package func lowerBound(_ bound: IndexEntry) -> Int { firstIndex { entry($0) >= bound } }

  /// The index of the first entry whose `high` is not below `high`; `count` when all are.
  package func lowerBoundOfHigh(_ high: UInt64) -> Int { firstIndex { entry($0).high >= high } }

  /// The first index for which `isReached` holds, which is one that stays reached.
  private func firstIndex(where isReached: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isReached(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
