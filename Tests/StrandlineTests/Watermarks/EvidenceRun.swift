import Strandline
import Testing

/// One random history of an evidence table, next to the same in plain sets.
struct EvidenceRun {
  private(set) var live = RevisionSet()
  private var neighbours = RevisionSet()
  private var table = EvidenceTable()
  private var naive = NaiveEvidence()
  private var random: SplitMix
  private var sequence: UInt64 = 0
  private var nextRevision: UInt64 = 1
  private let versions = (0..<4).map { BackupVersion("\($0)", publicKey: [UInt8($0)]) }

  init(seed: UInt64) { random = SplitMix(state: seed) }

  /// Ascending ranges from a list of them.
  static func ranges(_ list: [ClosedRange<UInt64>]) -> RevisionRanges {
    let buffer = ByteBuffer()
    for range in list {
      let start = buffer.appendZeros(RevisionRanges.rangeByteCount)
      buffer.store(range.lowerBound, at: start)
      buffer.store(range.upperBound, at: start + 8)
    }
    let decoded = try? buffer.array().withUnsafeBytes { try RevisionRanges(decoding: $0) }
    return decoded ?? RevisionRanges()
  }

  mutating func step() {
    sequence += 1
    let version = versions[Int(random.next() % 4)]
    switch random.next() % 1000 {
    case 0..<3: add(1000)
    case 3..<350: add(1)
    case 350..<450: die(random.next() % nextRevision)
    // One that holds the watermark up.
    case 450..<480: die(table.firstPending(from: 1, for: version, live: live) ?? 0)
    case 480..<990: acknowledge(for: version)
    case 990..<993:
      // One is never forgotten, so that it is legacy-covered until a reset.
      guard version != versions[0] else { return }
      table.forget(version, sequence: Sequence48(sequence))
      naive.forget(version)
    default:
      guard random.next() % 50 == 0 else { return }
      table.reset()
      naive.reset()
    }
  }

  private mutating func add(_ count: Int) {
    var legacy: [UInt64] = []
    for _ in 0..<count {
      if random.next() % 20 == 0 {
        neighbours.insert(nextRevision)
      } else {
        live.insert(nextRevision)
        naive.live.insert(nextRevision)
        if random.next() % 4 == 0 { legacy.append(nextRevision) }
      }
      nextRevision += 1
    }
    table.addLegacy(RevisionRanges(legacy), live: live)
    naive.addLegacy(legacy)
  }

  private mutating func die(_ revision: UInt64) {
    if neighbours.remove(revision) || !live.remove(revision) { return }
    table.sessionDied(revision)
    naive.die(revision)
  }

  private mutating func acknowledge(for version: BackupVersion) {
    var ranges: [ClosedRange<UInt64>] = []
    let far = random.next() % nextRevision + 1
    let first = table.firstPending(from: 1, for: version, live: live) ?? far
    switch random.next() % 2000 {
    case 0: ranges = [1...nextRevision + 5]
    case 1..<1200: ranges = [first...first + random.next() % 40]
    case 1200..<1500: ranges = [first...first, first + 2...first + 20, first + 21...first + 30]
    case 1500..<1520: ranges = [far...far + 3000]
    case 1520..<1570: ranges = []
    default: ranges = [far...far + random.next() % 10, far + 100...far + 150]
    }
    table.acknowledge(
      Self.ranges(ranges), for: version, sequence: Sequence48(sequence), live: live)
    naive.acknowledge(ranges, for: version)
    let state = table.state(of: version)
    let islands = state?.islands ?? RevisionSet()
    let watermark = state?.watermark ?? 0
    let open = live.first(from: watermark + 1) { live.word($0) & ~islands.word($0) }
    #expect(open == nil || open == watermark + 1, "the watermark stands as high as it can")
    #expect(open != nil || islands.isEmpty, "what is complete takes no room")
  }

  func checkCounts() {
    for version in versions {
      #expect(table.evidencedCount(for: version) == naive.own(version).count)
    }
  }

  mutating func checkSamples() {
    for version in versions {
      #expect(table.backedUpCount(for: version) == naive.backedUpCount(for: version))
      for _ in 0..<100 {
        let revision = random.next() % nextRevision + 1
        guard live.contains(revision) else { continue }
        #expect(table.covers(revision, for: version) == naive.covers(revision, for: version))
      }
    }
  }

  func checkEverything() {
    for version in versions {
      var pending: [UInt64] = []
      var next = table.firstPending(from: 1, for: version, live: live)
      while let revision = next {
        pending.append(revision)
        next = table.firstPending(from: revision + 1, for: version, live: live)
      }
      #expect(pending == naive.pending(for: version))
      let own = naive.own(version)
      let watermark = table.state(of: version)?.watermark ?? 0
      #expect(naive.live.allSatisfy { $0 > watermark || own.contains($0) })
      #expect(table.state(of: version)?.islands.count == own.count { $0 > watermark })
      #expect(table.state(of: version)?.legacyOverlap == own.intersection(naive.legacy).count)
    }
    #expect(table.legacy.count == naive.legacy.count)
  }

  /// Writes the table into a file and goes on with what is read from it.
  mutating func goThroughFile() throws {
    let snapshot = WatermarksSnapshot(
      basisSequence: Sequence48(sequence + 1), nextRevision: nextRevision, live: live,
      liveNeighbours: neighbours, nameless: [], evidence: table,
      liveBytes: [(file: .first, byteCount: sequence)])
    let bytes = snapshot.encode(storeID: FormatExamples.storeID, fileID: .first).array()
    let read = try bytes.withUnsafeBytes {
      try WatermarksSnapshot(decoding: $0, storeID: FormatExamples.storeID, fileID: .first)
    }
    #expect(read.encode(storeID: FormatExamples.storeID, fileID: .first).array() == bytes)
    #expect(read.live == live && read.liveNeighbours == neighbours)
    #expect(read.evidence.legacy == table.legacy && read.evidence.floor == table.floor)
    #expect(Set(read.evidence.kept) == Set(table.kept))
    #expect(read.evidence.legacyEnded == table.legacyEnded)
    table = read.evidence
    live = read.live
  }
}
