/// A set of revisions as bits, in chunks of 64 Ki; an empty chunk takes no room.
///
/// A value: copies share chunks until one of them is changed, so that a reader keeps the set of one
/// moment.
package struct RevisionSet: Sendable {
  package static let chunkBitCount: UInt64 = 65_536
  private static let wordsPerChunk = Int(chunkBitCount / 64)

  private var chunks: [[UInt64]] = []
  package private(set) var count = 0

  package init() {}

  /// Words of 64 revisions that the set has room for.
  package var wordCount: Int { chunks.count * Self.wordsPerChunk }

  /// The bits of revisions 64 × `index` and up; zero outside.
  package func word(_ index: Int) -> UInt64 {
    let chunk = index / Self.wordsPerChunk
    guard chunk < chunks.count, !chunks[chunk].isEmpty else { return 0 }
    return chunks[chunk][index % Self.wordsPerChunk]
  }

  package func contains(_ revision: UInt64) -> Bool {
    guard revision < UInt64(wordCount) * 64 else { return false }
    return word(Int(revision / 64)) >> (revision % 64) & 1 == 1
  }

  /// Adds a revision; false when it was there.
  @discardableResult
  package mutating func insert(_ revision: UInt64) -> Bool {
    guard !contains(revision) else { return false }
    let chunk = Int(revision / Self.chunkBitCount)
    while chunks.count <= chunk { chunks.append([]) }
    if chunks[chunk].isEmpty {
      chunks[chunk] = [UInt64](repeating: 0, count: Self.wordsPerChunk)
    }
    chunks[chunk][Int(revision / 64) % Self.wordsPerChunk] |= 1 << (revision % 64)
    count += 1
    return true
  }

  /// Takes a revision out; false when it was not there.
  @discardableResult
  package mutating func remove(_ revision: UInt64) -> Bool {
    guard contains(revision) else { return false }
    let chunk = Int(revision / Self.chunkBitCount)
    chunks[chunk][Int(revision / 64) % Self.wordsPerChunk] &= ~(1 << (revision % 64))
    count -= 1
    return true
  }

  package mutating func removeAll() { self = RevisionSet() }

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
}
