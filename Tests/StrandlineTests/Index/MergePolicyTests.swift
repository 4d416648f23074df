import Strandline
import StrandlineTestSupport
import Testing

@Suite("Which runs are merged")
struct MergePolicyTests {
  private static let large = 1 << 20

  @Test(
    "as a table",
    arguments: [
      ([], nil),
      ([large], nil),
      ([large, large, large, large, large, large, large], nil),
      // Crowded: all are alike.
      ([large, large, large, large, large, large, large, large], 0..<8),
      // The oldest is left while it is more than 5/4 of the others together.
      ([10 * large, large, large, large, large, large, large, large], 1..<8),
      ([8 * large, large, large, large, large, large, large, large], 0..<8),
      // Each is more than what lies above it: the last two.
      ([2187, 729, 243, 81, 27, 9, 3, 1].map { $0 * large }, 6..<8),
      // Far too many, as an older library may have left them.
      ((0..<12).reversed().map { large << (2 * $0) }, 6..<12),
      // Small ones, however few there are.
      ([1, 1, 1], nil),
      ([1, 1, 1, 1], 0..<4),
      ([large, 4095, 1, 4095, 1], 1..<5),
      ([large, 4096, 1, 1, 1], nil),
      ([large, large, large, large, large, large, 1, 1], 0..<8),
      ([0, 0, 0, 0], 0..<4),
    ] as [([Int], Range<Int>?)])
  func table(_ sizes: [Int], _ expected: Range<Int>?) {
    #expect(MergePolicy.choose(sizes: sizes) == expected)
  }

  @Test("300 equal inserts are rewritten less than five times", arguments: [4096, 10_000, 65_536])
  func amplification(_ size: Int) {
    var sizes: [Int] = []
    var written = 0
    for _ in 0..<300 {
      sizes.append(size)
      written += size
      while let range = MergePolicy.choose(sizes: sizes) {
        let merged = sizes[range].reduce(0, +)
        sizes.replaceSubrange(range, with: [merged])
        written += merged
      }
      #expect(sizes.count <= MergePolicy.runCountMax)
    }
    #expect(sizes.reduce(0, +) == 300 * size)
    #expect(written < 5 * 300 * size, "written \(Double(written) / Double(300 * size)) times")
  }

  @Test("it always ends, with few enough runs", arguments: 1...20 as ClosedRange<UInt64>)
  func random(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var sizes: [Int] = []
    for _ in 0..<500 {
      sizes.append(Int(random.next() >> (44 + random.next() % 20)))
      var turns = 0
      while let range = MergePolicy.choose(sizes: sizes) {
        #expect(range.upperBound == sizes.count && range.count >= 2)
        sizes.replaceSubrange(range, with: [sizes[range].reduce(0, +)])
        turns += 1
      }
      #expect(turns <= 8 && sizes.count <= MergePolicy.runCountMax)
    }
  }
}
