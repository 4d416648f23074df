/// A set of revisions as bits, in chunks of 64 Ki; a chunk with no bit or with every bit takes no
/// room.
///
/// A value: copies share chunks until one of them is changed, so that a reader keeps the set of one
/// moment. How a chunk is represented depends on its members alone, never on how they came there,
/// so that whatever is counted of it comes out the same after a replay.
package struct RevisionSet: Hashable, Sendable {
  package static let chunkBitCount: UInt64 = 65_536
  package static let wordsPerChunk = Int(chunkBitCount / 64)
  /// The words of every full chunk of every set.
  static let fullWords = [UInt64](repeating: ~0, count: wordsPerChunk)

  /// An empty chunk has no words, a full one the shared ones; the last chunk is never empty.
  private(set) var chunks: [[UInt64]] = []
  /// How many members each chunk has.
  private(set) var populations: [Int] = []
  package private(set) var count = 0
  /// Chunks that take room: neither empty nor full.
  package private(set) var bitmapCount = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }

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
    makeRoom(for: chunk)
    if populations[chunk] == 0 {
      chunks[chunk] = [UInt64](repeating: 0, count: Self.wordsPerChunk)
    }
    chunks[chunk][Int(revision / 64) % Self.wordsPerChunk] |= 1 << (revision % 64)
    setPopulation(populations[chunk] + 1, of: chunk)
    return true
  }

  /// Takes a revision out; false when it was not there.
  @discardableResult
  package mutating func remove(_ revision: UInt64) -> Bool {
    guard contains(revision) else { return false }
    let chunk = Int(revision / Self.chunkBitCount)
    chunks[chunk][Int(revision / 64) % Self.wordsPerChunk] &= ~(1 << (revision % 64))
    setPopulation(populations[chunk] - 1, of: chunk)
    trim()
    return true
  }

  package mutating func removeAll() { self = RevisionSet() }

  /// Takes out every member up to and including `revision`; whole chunks without looking at them.
  package mutating func removeAll(through revision: UInt64) {
    guard count > 0 else { return }
    let (last, rest) = revision.quotientAndRemainder(dividingBy: Self.chunkBitCount)
    guard last < UInt64(chunks.count) else { return removeAll() }
    let chunk = Int(last)
    for whole in 0..<chunk { setPopulation(0, of: whole) }
    if populations[chunk] > 0 {
      var words = chunks[chunk]
      for index in 0..<Int(rest / 64) { words[index] = 0 }
      words[Int(rest / 64)] &= (~UInt64(0) << (rest % 64)) << 1
      setChunk(chunk, to: words)
    }
    trim()
  }

  /// Gives a chunk its words, whatever it held before.
  package mutating func setChunk(_ chunk: Int, to words: [UInt64]) {
    precondition(words.count == Self.wordsPerChunk, "a chunk has 1024 words")
    makeRoom(for: chunk)
    chunks[chunk] = words
    setPopulation(words.reduce(0) { $0 + $1.nonzeroBitCount }, of: chunk)
    trim()
  }

  /// Makes every revision of a chunk a member.
  package mutating func fillChunk(_ chunk: Int) {
    makeRoom(for: chunk)
    setPopulation(Int(Self.chunkBitCount), of: chunk)
  }

  private mutating func makeRoom(for chunk: Int) {
    while chunks.count <= chunk {
      chunks.append([])
      populations.append(0)
    }
  }

  /// Enters a chunk's new population and, where that asks for it, its other representation.
  private mutating func setPopulation(_ population: Int, of chunk: Int) {
    let former = populations[chunk]
    populations[chunk] = population
    count += population - former
    let full = Int(Self.chunkBitCount)
    if former > 0 && former < full { bitmapCount -= 1 }
    switch population {
    case 0: chunks[chunk] = []
    case full: chunks[chunk] = Self.fullWords
    default: bitmapCount += 1
    }
  }

  private mutating func trim() {
    while let population = populations.last, population == 0 {
      populations.removeLast()
      chunks.removeLast()
    }
  }
}
