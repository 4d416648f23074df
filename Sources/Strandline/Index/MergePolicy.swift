/// Which runs of a family are merged next: pure, from their sizes alone.
///
/// Always a suffix, the newest ones, so that runs stay in the order of their age. Larger runs are
/// left until what lies above them has grown to about their size, so that an entry is rewritten
/// O(log n) times.
package enum MergePolicy {
  /// The most runs of a family there may be when a merge is through.
  package static let runCountMax = 8
  /// Runs below this many entries, 64 KiB, cost more as files than to be merged.
  package static let smallEntryCount = 4096
  /// So many small runs are merged however few runs there are.
  package static let smallRunCount = 4

  /// The runs to merge, by position in `sizes`, or nil when none have to be.
  ///
  /// `sizes` are numbers of entries, oldest first.
  package static func choose(sizes: [Int]) -> Range<Int>? {
    let small = smallStart(sizes)
    let crowded = sizes.count >= runCountMax ? crowdedStart(sizes) : nil
    guard let start = [small, crowded].compactMap(\.self).min() else { return nil }
    return start..<sizes.count
  }

  /// Where the small runs at the end begin, if they are enough to be merged.
  private static func smallStart(_ sizes: [Int]) -> Int? {
    let count = sizes.reversed().prefix { $0 < smallEntryCount }.count
    return count >= smallRunCount ? sizes.count - count : nil
  }

  /// The oldest run that is at most 5/4 of all above it; at least two runs are merged, and more
  /// where there are far too many.
  private static func crowdedStart(_ sizes: [Int]) -> Int {
    var above = sizes.reduce(0, +)
    let limit = min(sizes.count, runCountMax) - 2
    for start in 0..<limit {
      above -= sizes[start]
      if sizes[start] * 4 <= above * 5 { return start }
    }
    return limit
  }
}
