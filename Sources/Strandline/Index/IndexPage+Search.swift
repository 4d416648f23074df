// Searching a page of entries.
extension IndexPage {
  /// The index of the first entry that is not below `bound`; `count` when all are.
  package func lowerBound(_ bound: IndexEntry) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if entry(middle) >= bound { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The index of the first entry whose `high` is not below `high`; `count` when all are.
  ///
  /// Hashes are spread evenly, so their place is guessed from the value; a gallop from there finds
  /// it in O(1) steps, and in O(log n) however they are spread.
  package func lowerBoundOfHigh(_ high: UInt64) -> Int {
    guard count > 0 else { return 0 }
    let first = entry(0).high
    let last = entry(count - 1).high
    if high <= first { return 0 }
    if high > last { return count }
    // Every entry before `lower` is below, none from `upper` on is.
    var lower = 1
    var upper = count - 1
    let share = Double(high - first) / Double(last - first)
    let guess = min(max(Int(share * Double(count - 1)), lower), upper)
    var step = 1
    if entry(guess).high < high {
      lower = guess + 1
      while lower + step < upper, entry(lower + step).high < high {
        lower += step + 1
        step *= 2
      }
      upper = min(lower + step, upper)
    } else {
      upper = guess
      while upper - step > lower, entry(upper - step).high >= high {
        upper -= step
        step *= 2
      }
      lower = max(upper - step, lower)
    }
    while lower < upper {
      let middle = (lower + upper) / 2
      if entry(middle).high < high { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
