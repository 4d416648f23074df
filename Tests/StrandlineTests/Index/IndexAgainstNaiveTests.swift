import Strandline
import Testing

@Suite("Index structures against plain sets")
struct IndexAgainstNaiveTests {
  @Test("a revision set is a set", arguments: [1, 2, 3] as [UInt64])
  func revisionSet(_ seed: UInt64) {
    var random = SplitMix(state: seed)
    var set = RevisionSet()
    var naive: Set<UInt64> = []
    let range: UInt64 = seed == 1 ? 300 : 200_000
    for _ in 0..<30_000 {
      let revision = random.next() % range + 1
      switch random.next() % 4 {
      case 0, 1: #expect(set.insert(revision) == naive.insert(revision).inserted)
      case 2: #expect(set.remove(revision) == (naive.remove(revision) != nil))
      default: #expect(set.contains(revision) == naive.contains(revision))
      }
      #expect(set.count == naive.count)
    }
    let sorted = naive.sorted()
    #expect(set.last == sorted.last)
    var walked: [UInt64] = []
    var next = set.first(from: 0)
    while let revision = next {
      walked.append(revision)
      next = set.first(from: revision + 1)
    }
    #expect(walked == sorted)
  }

  @Test("a copy of a set does not change with the original")
  func copies() {
    var set = RevisionSet()
    for revision in 1...1000 as ClosedRange<UInt64> { set.insert(revision) }
    let copy = set
    for revision in 1...500 as ClosedRange<UInt64> { set.remove(revision) }
    #expect(copy.count == 1000 && copy.contains(3) && !set.contains(3))
  }

  @Test("stacks of sorted arrays hold what was added, in order, each entry once")
  func entryStack() throws {
    var random = SplitMix(state: 9)
    var stack = EntryStack()
    var naive: Set<IndexEntry> = []
    for _ in 0..<400 {
      let batch = (0..<Int(random.next() % 40 + 1)).map { _ in
        IndexEntry.key(hash: random.next() % 500 << 55, revision: random.next() % 1000 + 1)
      }
      stack.add(batch)
      naive.formUnion(batch)
      #expect(stack.runs.count <= 12, "merging keeps the stack low")
    }
    let sorted = naive.sorted()
    for from in [0, 7, 250, 499, 600] as [UInt64] {
      let bound = IndexEntry.key(hash: from << 55, revision: 0)
      var cursor = try EntryCursor([stack], from: bound)
      var walked: [IndexEntry] = []
      while let entry = try cursor.next() { walked.append(entry) }
      #expect(walked == sorted.filter { $0 >= bound })
    }
  }

  @Test("the search that guesses finds what the plain one finds")
  func interpolation() {
    var random = SplitMix(state: 4)
    for count in [1, 2, 3, 10, 1000] {
      var stack = EntryStack()
      // Half of the hashes are spread, half lie close together.
      stack.add(
        (0..<count).map {
          .key(
            hash: $0 % 2 == 0 ? random.next() : 0x7000_0000_0000_0000 + random.next() % 50,
            revision: UInt64($0 + 1))
        })
      for run in stack.runs {
        for entry in run.entries {
          for hash in [entry.high, entry.high &+ 1, entry.high &- 1, 0, .max] {
            let plain = run.lowerBound(IndexEntry(high: hash, low: 0))
            #expect(run.lowerBoundOfHash(hash) == plain)
          }
        }
      }
    }
  }

  @Test(
    "evidence, legacy coverage and counts against plain sets",
    arguments: 1...6 as ClosedRange<UInt64>)
  func evidence(_ seed: UInt64) {
    var random = SplitMix(state: seed)
    var table = EvidenceTable()
    var live = RevisionSet()
    var naive = NaiveEvidence()
    var sequence: UInt64 = 1
    var nextRevision: UInt64 = 1
    let versions = (0..<3).map { BackupVersion("\($0)") }
    for _ in 0..<400 {
      let version = versions[Int(random.next() % 3)]
      sequence += 1
      switch random.next() % 12 {
      case 0...3:
        live.insert(nextRevision)
        naive.live.insert(nextRevision)
        if random.next() % 3 == 0 {
          table.addLegacy(RevisionRanges([nextRevision]), live: live)
          if !naive.legacyEnded { naive.legacy.insert(nextRevision) }
        }
        nextRevision += 1
      case 4, 5:
        guard let revision = naive.live.randomElement(using: &random) else { continue }
        live.remove(revision)
        table.sessionDied(revision)
        naive.live.remove(revision)
      case 6...9:
        let from = random.next() % nextRevision + 1
        let revisions = (from..<from + random.next() % 9 + 1).filter { $0 < nextRevision }
        let ranges = RevisionRanges(revisions)
        table.acknowledge(ranges, for: version, sequence: Sequence48(sequence), live: live)
        naive.evidence[version, default: []].formUnion(naive.live.intersection(revisions))
      case 10:
        table.forget(version, sequence: Sequence48(sequence))
        naive.evidence[version] = []
        naive.forgotten.insert(version)
      default:
        if random.next() % 10 == 0 {
          table.reset()
          naive.legacyEnded = true
          naive.legacy = []
        }
      }
      for version in versions {
        let held = naive.held(version)
        #expect(table.backedUpCount(for: version) == held.count)
        var pending: [UInt64] = []
        var next = table.firstPending(from: 1, for: version, live: live)
        while let revision = next {
          pending.append(revision)
          next = table.firstPending(from: revision + 1, for: version, live: live)
        }
        #expect(pending == naive.live.subtracting(held).sorted())
        let own = naive.evidence[version, default: []]
        let watermark = table.state(of: version)?.watermark ?? 0
        #expect(naive.live.filter { $0 <= watermark }.allSatisfy { own.contains($0) })
      }
    }
  }

  private struct NaiveEvidence {
    var live: Set<UInt64> = []
    var legacy: Set<UInt64> = []
    var legacyEnded = false
    var forgotten: Set<BackupVersion> = []
    var evidence: [BackupVersion: Set<UInt64>] = [:]

    func held(_ version: BackupVersion) -> Set<UInt64> {
      let own = evidence[version, default: []]
      let covered = legacyEnded || forgotten.contains(version) ? [] : legacy
      return own.union(covered).intersection(live)
    }
  }

  @Test(
    "at the 65th version the longest unused goes; a forgotten one takes the legacy meaning along")
  func versionLimit() {
    var live = RevisionSet()
    for revision in 1...4 as ClosedRange<UInt64> { live.insert(revision) }
    var table = EvidenceTable()
    table.addLegacy(RevisionRanges([1, 2]), live: live)
    let outsider = BackupVersion("outsider")
    table.forget(BackupVersion("v0"), sequence: Sequence48(10))
    for index in 1...64 as ClosedRange<UInt64> {
      #expect(table.backedUpCount(for: outsider) == 2)
      table.acknowledge(
        RevisionRanges([3]), for: BackupVersion("v\(index)"), sequence: Sequence48(10 + index),
        live: live)
    }
    #expect(table.kept.count == 64)
    #expect(table.state(of: BackupVersion("v0")) == nil)
    #expect(table.epoch(of: outsider) == Sequence48(74), "hand-outs for versions not kept end")
    #expect(
      table.backedUpCount(for: outsider) == 0 && table.backedUpCount(for: BackupVersion("v0")) == 0)
    #expect(table.backedUpCount(for: BackupVersion("v1")) == 1)
  }
}
