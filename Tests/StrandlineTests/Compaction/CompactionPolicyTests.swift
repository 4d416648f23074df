import Strandline
import Testing

@Suite("Which segments are compacted: a pure function")
struct CompactionPolicyTests {
  typealias Candidate = CompactionPolicy.Candidate
  static let megabyte: UInt64 = 1 << 20

  /// A log segment of so many MiB, of which a share in percent lives.
  private func log(_ megabytes: UInt64, live: UInt64, barred: Bool = false) -> Candidate {
    let byteCount = megabytes * Self.megabyte + SegmentHeader.firstCommitOffset
    return Candidate(
      file: .first, byteCount: byteCount, liveByteCount: megabytes * Self.megabyte * live / 100,
      isBarred: barred)
  }

  private func output(_ megabytes: UInt64, live: UInt64) -> Candidate {
    let copied = megabytes * Self.megabyte
    // Much of it may be tombstones, which do not count.
    return Candidate(
      file: .first, byteCount: 4 * copied, liveByteCount: copied * live / 100,
      copiedByteCount: copied)
  }

  private func choose(
    _ candidates: [Candidate], _ goal: CompactionPolicy.Goal = .thrift
  ) -> Range<Int>? {
    CompactionPolicy.choose(candidates, goal: goal, segmentTarget: 8 * Self.megabyte)
  }

  @Test("in the background")
  func thrift() {
    #expect(choose([]) == nil)
    #expect(choose([log(8, live: 100), log(8, live: 90)]) == nil)
    #expect(choose([log(8, live: 100), log(8, live: 100), log(8, live: 50)]) == 2..<3)
    let mostlyLive = Array(repeating: log(8, live: 100), count: 8)
    #expect(choose(mostlyLive + [log(8, live: 51)]) == nil)
    // More than a sixth of all: the worst one, and neighbours that are above the average too.
    #expect(choose([log(8, live: 70), log(8, live: 60), log(8, live: 100)]) == 0..<2)
    #expect(choose([log(8, live: 84), log(8, live: 84), log(8, live: 84)]) == nil)
    #expect(choose([log(8, live: 83), log(8, live: 83), log(8, live: 83)]) == 0..<3)
    // Rounded up, live bytes may be more than there are in all.
    #expect(choose([log(8, live: 106), log(8, live: 106)]) == nil)
  }

  @Test("what is wholly dead goes first, alone, because that needs no space")
  func whollyDead() {
    let neighbours = [log(8, live: 10), log(8, live: 0), log(8, live: 0), log(8, live: 10)]
    #expect(choose(neighbours) == 1..<3)
    #expect(choose(neighbours, .space) == 0..<4)
  }

  @Test("a damaged segment is never taken, and parts its neighbours")
  func barred() {
    #expect(choose([log(8, live: 0, barred: true)]) == nil)
    #expect(choose([log(8, live: 0, barred: true)], .secrecy) == nil)
    let three = [log(8, live: 10), log(8, live: 0, barred: true), log(8, live: 20)]
    #expect(choose(three) == 0..<1)
    #expect(choose(three, .space) == 0..<1)
  }

  @Test("an output has no more live bytes than its bound")
  func bound() {
    let many = Array(repeating: log(60, live: 40), count: 6)
    #expect(choose(many) == 0..<2)
    #expect(choose([log(200, live: 45)]) == 0..<1)
    let empty = Array(repeating: log(1, live: 0), count: 2000)
    #expect(choose(empty)?.count == CompactionPolicy.sourceCountMax)
  }

  @Test("small neighbours are merged when there are more than eight")
  func small() {
    let small = Array(repeating: log(1, live: 100), count: 9)
    #expect(choose(Array(small.prefix(8))) == nil)
    #expect(choose(small) == 0..<9)
    #expect(choose([log(8, live: 100)] + small + [log(8, live: 100)]) == 1..<10)
    #expect(choose(small.prefix(5) + [log(8, live: 100)] + small.prefix(5)) == nil)
    #expect(choose(small, .secrecy) == 0..<9)
  }

  @Test("what an output had to keep does not make it a source again")
  func outputs() {
    for goal in [CompactionPolicy.Goal.thrift, .space, .secrecy] {
      #expect(choose([output(8, live: 100)], goal) == nil)
      #expect(choose([output(0, live: 0)], goal) == nil)
    }
    #expect(choose([output(8, live: 99)]) == nil)
    #expect(choose([output(8, live: 99)], .space) == nil)
    #expect(choose([output(8, live: 99)], .secrecy) == 0..<1)
    #expect(choose([output(8, live: 97)], .space) == 0..<1)
    #expect(choose([output(8, live: 40)]) == 0..<1)
  }

  @Test("it comes to an end, whatever the sizes", arguments: 0..<50)
  func ends(seed: UInt64) {
    var generator = SplitMix64Stand(seed)
    var candidates = (0..<Int(generator.next() % 40)).map { _ in
      log(generator.next() % 20, live: generator.next() % 107)
    }
    for goal in [CompactionPolicy.Goal.thrift, .space, .secrecy] {
      var rounds = 0
      while let range = choose(candidates, goal) {
        rounds += 1
        #expect(rounds <= 100)
        if rounds > 100 { break }
        let live = candidates[range].reduce(0) { $0 + $1.liveByteCount }
        candidates.replaceSubrange(
          range,
          with: [
            Candidate(
              file: .first, byteCount: live + 5000, liveByteCount: live, copiedByteCount: live)
          ])
      }
    }
  }

  @Test("made-up sizes do not trap")
  func madeUp() {
    let worst = Candidate(
      file: .first, byteCount: .max, liveByteCount: .max, copiedByteCount: .max)
    let dead = Candidate(file: .first, byteCount: .max, liveByteCount: 0)
    for goal in [CompactionPolicy.Goal.thrift, .space, .secrecy] {
      _ = choose(Array(repeating: worst, count: 20) + Array(repeating: dead, count: 20), goal)
    }
  }
}

private struct SplitMix64Stand {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
