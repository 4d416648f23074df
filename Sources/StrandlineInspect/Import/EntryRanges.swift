/// Entry numbers that came in order, neighbours as one range.
struct EntryRanges {
  private var ranges: [ClosedRange<Int>] = []

  mutating func add(_ entry: Int) {
    if let last = ranges.last, last.upperBound + 1 == entry {
      ranges[ranges.count - 1] = last.lowerBound...entry
    } else {
      ranges.append(entry...entry)
    }
  }

  var text: String {
    "entries "
      + ranges.map { range in
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
      }.joined(separator: ", ")
  }
}
