/// The `high` of the first entry of every entry page of a run: where a lookup begins.
///
/// 8 bytes a page of 4 KiB, in memory.
package struct FenceTable: Sendable {
  package let values: [UInt64]

  package init(_ values: [UInt64]) { self.values = values }

  /// The index of the first fence that is not below `high`; the count when all are.
  ///
  /// Hashes are spread evenly, so their place is guessed from the value; a gallop from there finds
  /// it in O(1) steps, and in O(log n) however they are spread.
  package func firstNotBelow(_ high: UInt64) -> Int {
    guard let first = values.first, let last = values.last, high > first else { return 0 }
    guard high <= last else { return values.count }
    let guess = guess(high, first, last)
    var step = 1
    var lower: Int
    var upper: Int
    // Every fence before `lower` is below, none from `upper` on is.
    if values[guess] < high {
      lower = guess + 1
      upper = min(lower + step, values.count - 1)
      while values[upper] < high {
        lower = upper + 1
        step *= 2
        upper = min(lower + step, values.count - 1)
      }
    } else {
      upper = guess
      lower = max(upper - step, 0)
      while values[lower] >= high {
        upper = lower
        step *= 2
        lower = max(upper - step, 0)
      }
    }
    while lower < upper {
      let middle = (lower + upper) / 2
      if values[middle] < high { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  /// Where `high` lies if the fences are spread evenly between `first` and `last`.
  private func guess(_ high: UInt64, _ first: UInt64, _ last: UInt64) -> Int {
    let share = Double(high - first) / Double(last - first)
    return min(Int(share * Double(values.count)), values.count - 1)
  }
}
