/// Which segments are compacted next: a pure function of their sizes.
///
/// It comes to an end: what a compaction cannot drop does not count as dead in what it wrote, and
/// each merge of small neighbours leaves fewer of them.
package enum CompactionPolicy {
  /// How much is to be gained before a segment is rewritten.
  package enum Goal: Hashable, Sendable {
    /// In the background: disk space within its bound for few writes.
    case thrift
    /// All space that is worth it.
    case space
    /// No dead frame is left.
    case secrecy
  }

  /// A sealed segment wholly below the basis.
  package struct Candidate: Hashable, Sendable {
    package var file: FileID
    package var byteCount: UInt64
    /// Lengths of live records, each rounded up by at most a sixteenth.
    package var liveByteCount: UInt64
    /// Of an output: the same as it was when the output was written; nil for a log segment.
    package var copiedByteCount: UInt64?
    /// Damaged, or not to be looked at for another reason.
    package var isBarred: Bool

    package init(
      file: FileID, byteCount: UInt64, liveByteCount: UInt64, copiedByteCount: UInt64? = nil,
      isBarred: Bool = false
    ) {
      self.file = file
      self.byteCount = byteCount
      self.liveByteCount = liveByteCount
      self.copiedByteCount = copiedByteCount
      self.isBarred = isBarred
    }

    /// What a compaction would drop, at least.
    ///
    /// Of an output exact: zero as long as every record in it lives. What else is in it (tombstones,
    /// its first and last frame) is there because it had to stay.
    package var deadByteCount: UInt64 {
      let whole = copiedByteCount ?? (byteCount - min(byteCount, SegmentHeader.firstCommitOffset))
      return min(whole - min(whole, liveByteCount), countMax)
    }

    var weight: UInt64 { deadByteCount + min(liveByteCount, countMax) }
    private var countMax: UInt64 { 1 << 40 }

    /// Whether at least one part in `parts` is dead.
    func isDead(onePartIn parts: UInt64) -> Bool {
      deadByteCount > 0 && deadByteCount * parts >= weight
    }

    /// Whether a dead frame may be in it.
    ///
    /// In a log segment there are commit and control frames at least.
    var mayHoldDead: Bool {
      copiedByteCount == nil ? byteCount > SegmentHeader.firstCommitOffset : deadByteCount > 0
    }
  }

  /// Live bytes that go into one output at most, unless a single source has more.
  package static let liveByteCountMax: UInt64 = 64 << 20
  package static let sourceCountMax = 512
  /// More small neighbours than this are merged.
  package static let smallCountMax = 8
  private static let storeShareParts: UInt64 = 6
  private static let spaceParts: UInt64 = 50

  /// Chooses the sources of the next compaction.
  ///
  /// - Parameters:
  ///   - candidates: in the order of the log.
  ///   - goal: what it is for.
  ///   - segmentTarget: the length at which segments are sealed.
  /// - Returns: their positions, or nil when there is nothing to do.
  package static func choose(
    _ candidates: [Candidate], goal: Goal, segmentTarget: UInt64
  ) -> Range<Int>? {
    let marked = mark(candidates, goal)
    if let seed = seed(candidates, marked, goal) {
      // What is wholly dead goes without a copy, and so even on a full disk.
      let isFree = goal == .thrift && candidates[seed].liveByteCount == 0
      return extend(seed, candidates) {
        marked[$0] && (!isFree || candidates[$0].liveByteCount == 0)
      }
    }
    return goal == .secrecy ? nil : smallNeighbours(candidates, segmentTarget)
  }

  /// Bytes of everything that `choose` would take sooner or later: what progress is measured by.
  package static func byteCount(_ candidates: [Candidate], goal: Goal) -> UInt64 {
    zip(candidates, mark(candidates, goal)).reduce(0) { sum, pair in
      pair.1 ? sum &+ pair.0.byteCount : sum
    }
  }

  private static func mark(_ candidates: [Candidate], _ goal: Goal) -> [Bool] {
    let usable = candidates.filter { !$0.isBarred }
    let dead = usable.reduce(0) { $0 &+ $1.deadByteCount }
    let weight = usable.reduce(0) { $0 &+ $1.weight }
    // Where the whole store holds too much, the segments above its average are the worst of it.
    let parts: UInt64 = dead &* storeShareParts > weight ? storeShareParts : 2
    return candidates.map { candidate in
      guard !candidate.isBarred else { return false }
      switch goal {
      case .thrift: return candidate.isDead(onePartIn: parts)
      case .space: return candidate.isDead(onePartIn: spaceParts)
      case .secrecy: return candidate.mayHoldDead
      }
    }
  }

  /// Where to begin: in the background with the worst; else at the beginning of the log, so that
  /// tombstones find all before them among the sources.
  private static func seed(
    _ candidates: [Candidate], _ marked: [Bool], _ goal: Goal
  ) -> Int? {
    let eligible = candidates.indices.filter { marked[$0] }
    guard goal == .thrift else { return eligible.first }
    return eligible.max { left, right in
      let (a, b) = (candidates[left], candidates[right])
      let shares = (
        Double(a.deadByteCount) / Double(a.weight), Double(b.deadByteCount) / Double(b.weight)
      )
      return shares.0 != shares.1 ? shares.0 < shares.1 : left > right
    }
  }

  /// The neighbours that go along, to the right first.
  private static func extend(
    _ seed: Int, _ candidates: [Candidate], _ takes: (Int) -> Bool
  ) -> Range<Int> {
    var range = seed..<seed + 1
    var live = candidates[seed].liveByteCount
    func fits(_ index: Int) -> Bool {
      guard candidates.indices.contains(index), takes(index), range.count < sourceCountMax else {
        return false
      }
      let sum = live &+ candidates[index].liveByteCount
      guard sum >= live, sum <= liveByteCountMax else { return false }
      live = sum
      return true
    }
    while fits(range.upperBound) { range = range.lowerBound..<range.upperBound + 1 }
    while fits(range.lowerBound - 1) { range = range.lowerBound - 1..<range.upperBound }
    return range
  }

  private static func smallNeighbours(
    _ candidates: [Candidate], _ segmentTarget: UInt64
  ) -> Range<Int>? {
    var start = 0
    while start < candidates.count {
      let isSmall = { (index: Int) -> Bool in
        !candidates[index].isBarred && candidates[index].byteCount < segmentTarget / 4
      }
      let end = candidates[start...].indices.first { !isSmall($0) } ?? candidates.count
      if end - start > smallCountMax {
        return extend(start, candidates) { (start..<end).contains($0) }
      }
      start = end + 1
    }
    return nil
  }
}
