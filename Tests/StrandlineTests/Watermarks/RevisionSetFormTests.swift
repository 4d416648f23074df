import Strandline
import Testing

@Suite("A chunk's form follows from its members alone")
struct RevisionSetFormTests {
  private static let chunk = RevisionSet.chunkBitCount

  private func full(_ chunks: ClosedRange<UInt64>) -> RevisionSet {
    var set = RevisionSet()
    for revision in chunks.lowerBound * Self.chunk..<(chunks.upperBound + 1) * Self.chunk {
      set.insert(revision)
    }
    return set
  }

  @Test("a chunk that becomes full or empty takes no room; a hole gives it a bitmap again")
  func fullAndEmpty() {
    var set = full(1...2)
    #expect(set.bitmapCount == 0 && set.count == 2 * 65_536)
    let copy = set
    #expect(set.remove(Self.chunk + 5) == true)
    #expect(set.bitmapCount == 1)
    #expect(copy.contains(Self.chunk + 5) && !set.contains(Self.chunk + 5) && copy != set)
    #expect(set.insert(Self.chunk + 5) == true)
    #expect(copy == set && set.bitmapCount == 0)
    for revision in Self.chunk..<3 * Self.chunk { set.remove(revision) }
    #expect(set.bitmapCount == 0 && set.isEmpty && set == RevisionSet() && set.wordCount == 0)
  }

  @Test("a set is the same whatever way it came about")
  func ways() {
    var filled = RevisionSet()
    filled.fillChunk(2)
    filled.fillChunk(1)
    #expect(filled == full(1...2) && filled.hashValue == full(1...2).hashValue)
    var given = RevisionSet()
    given.setChunk(3, to: [UInt64](repeating: ~0, count: RevisionSet.wordsPerChunk))
    #expect(given == full(3...3) && given.bitmapCount == 0)
    given.setChunk(3, to: [UInt64](repeating: 0, count: RevisionSet.wordsPerChunk))
    #expect(given == RevisionSet() && given.isEmpty)
  }

  @Test(
    "everything up to a revision is taken out, at the edges of words and chunks too",
    arguments: [0, 1, 62, 63, 64, 65_534, 65_535, 65_536, 65_537, 131_071, 196_607, 1 << 40])
  func removal(through revision: UInt64) {
    var set = full(1...1)
    for member in [1, 2, 63, 64, 65, 65_535, 131_072, 131_073, 196_607] as [UInt64] {
      set.insert(member)
    }
    var expected = RevisionSet()
    var next = set.first(from: revision + 1)
    while let member = next {
      expected.insert(member)
      next = set.first(from: member + 1)
    }
    let below = set.count(through: revision)
    #expect(below == set.count - expected.count)
    #expect(set.count(from: revision + 1, through: .max) { set.word($0) } == expected.count)
    set.removeAll(through: revision)
    #expect(set == expected && set.count == expected.count)
  }

  @Test("counts of ranges and of what two sets share", arguments: 1...3 as ClosedRange<UInt64>)
  func counts(_ seed: UInt64) {
    var random = SplitMix(state: seed)
    var left = full(1...1)
    var right = RevisionSet()
    var naive: (left: Set<UInt64>, right: Set<UInt64>) = ([], [])
    naive.left = Set(Self.chunk..<2 * Self.chunk)
    for _ in 0..<20_000 {
      let revision = random.next() % (3 * Self.chunk) + 1
      if random.next() % 2 == 0 {
        right.insert(revision)
        naive.right.insert(revision)
      } else if revision >= 2 * Self.chunk || seed == 3 {
        left.insert(revision)
        naive.left.insert(revision)
      }
    }
    #expect(left.intersectionCount(right) == naive.left.intersection(naive.right).count)
    #expect(left.isSubset(of: left) && !left.isSubset(of: right))
    for _ in 0..<50 {
      let lower = random.next() % (3 * Self.chunk)
      let upper = lower + random.next() % Self.chunk
      let both = left.count(from: lower, through: upper) { left.word($0) & right.word($0) }
      let expected = naive.left.count { $0 >= lower && $0 <= upper && naive.right.contains($0) }
      #expect(both == expected)
      #expect(right.count(through: upper) == naive.right.count { $0 <= upper })
    }
  }
}
