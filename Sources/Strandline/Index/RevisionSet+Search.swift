// Where members are, and how many there are of a kind.
extension RevisionSet {
  /// Whether a member lies in a range.
  package func hasMember(in range: Range<UInt64>) -> Bool {
    first(from: range.lowerBound).map { $0 < range.upperBound } ?? false
  }

  /// The highest member, or nil.
  package var last: UInt64? {
    for index in stride(from: wordCount - 1, through: 0, by: -1) where word(index) != 0 {
      return UInt64(index) * 64 + UInt64(63 - word(index).leadingZeroBitCount)
    }
    return nil
  }

  /// The first member that is at least `revision`, or nil.
  package func first(from revision: UInt64) -> UInt64? {
    first(from: revision) { self.word($0) }
  }

  /// The first revision at or after `revision` whose bit is set in `bits(word index)`, looking no
  /// further than this set reaches; chunks that are empty here are passed over whole.
  package func first(from revision: UInt64, where bits: (Int) -> UInt64) -> UInt64? {
    var index = Int(revision / 64)
    let end = wordCount
    guard index < end else { return nil }
    var mask = ~UInt64(0) << (revision % 64)
    while index < end {
      if chunks[index / Self.wordsPerChunk].isEmpty {
        index = (index / Self.wordsPerChunk + 1) * Self.wordsPerChunk
      } else {
        let found = bits(index) & mask
        if found != 0 { return UInt64(index) * 64 + UInt64(found.trailingZeroBitCount) }
        index += 1
      }
      mask = ~0
    }
    return nil
  }

  /// How many bits of `bits(word index)` are set from `lower` through `upper`, looking no further
  /// than this set reaches.
  package func count(
    from lower: UInt64, through upper: UInt64, where bits: (Int) -> UInt64
  ) -> Int {
    guard lower <= upper, lower < UInt64(wordCount) * 64 else { return 0 }
    var index = Int(lower / 64)
    let last = Int(min(upper / 64, UInt64(wordCount - 1)))
    var mask = ~UInt64(0) << (lower % 64)
    var found = 0
    while index <= last {
      if chunks[index / Self.wordsPerChunk].isEmpty {
        index = (index / Self.wordsPerChunk + 1) * Self.wordsPerChunk
      } else {
        if UInt64(index) == upper / 64 { mask &= ~UInt64(0) >> (63 - upper % 64) }
        found += (bits(index) & mask).nonzeroBitCount
        index += 1
      }
      mask = ~0
    }
    return found
  }

  /// How many members are at most `revision`; whole chunks are not looked at.
  package func count(through revision: UInt64) -> Int {
    let chunk = min(revision / Self.chunkBitCount, UInt64(chunks.count))
    let whole = populations.prefix(Int(chunk)).reduce(0, +)
    return whole
      + count(from: chunk * Self.chunkBitCount, through: revision) { self.word($0) }
  }

  /// How many members both sets have.
  package func intersectionCount(_ other: RevisionSet) -> Int {
    var found = 0
    for chunk in 0..<min(chunks.count, other.chunks.count) {
      let (ours, theirs) = (populations[chunk], other.populations[chunk])
      if ours == 0 || theirs == 0 { continue }
      let full = Int(Self.chunkBitCount)
      if ours == full || theirs == full {
        found += min(ours, theirs)
        continue
      }
      for index in 0..<Self.wordsPerChunk {
        found += (chunks[chunk][index] & other.chunks[chunk][index]).nonzeroBitCount
      }
    }
    return found
  }

  package func isSubset(of other: RevisionSet) -> Bool { intersectionCount(other) == count }
}
