package import Strandline

/// One random history of an evidence table, next to the same in plain sets.
package struct EvidenceRun: Sendable {
  package private(set) var live = RevisionSet()
  private var neighbours = RevisionSet()
  private var table = EvidenceTable()
  private var naive = NaiveEvidence()
  private var random: SplitMix64
  private var sequence: UInt64 = 0
  private var nextRevision: UInt64 = 1
  private static let storeID = StoreID(high: 0x1122_3344_5566_7788, low: 0x99AA_BBCC_DDEE_FF00)
  private let versions = (0..<4).map { BackupVersion("\($0)", publicKey: [UInt8($0)]) }

  package init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Ascending ranges from a list of them.
  package static func ranges(_ list: [ClosedRange<UInt64>]) -> RevisionRanges {
    let buffer = ByteBuffer()
    for range in list {
      let start = buffer.appendZeros(RevisionRanges.rangeByteCount)
      buffer.store(range.lowerBound, at: start)
      buffer.store(range.upperBound, at: start + 8)
    }
    let decoded = try? buffer.array().withUnsafeBytes { try RevisionRanges(decoding: $0) }
    return decoded ?? RevisionRanges()
  }

  /// Runs so many operations, comparing on the way.
  package mutating func run(operationCount: Int) throws {
    for step in stride(from: 1, through: operationCount, by: 1) {
      try self.step()
      try checkCounts()
      if step % 500 == 0 { try checkSamples() }
      if step % 2500 == 0 {
        try checkEverything()
        try goThroughFile()
      }
    }
  }

  private mutating func step() throws(Violation) {
    sequence += 1
    let version = versions[Int(random.next() % 4)]
    switch random.next() % 1000 {
    case 0..<3: add(1000)
    case 3..<350: add(1)
    case 350..<450: die(random.next() % nextRevision)
    // One that holds the watermark up.
    case 450..<480: die(table.firstPending(from: 1, for: version, live: live) ?? 0)
    case 480..<990: try acknowledge(for: version)
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

  private mutating func acknowledge(for version: BackupVersion) throws(Violation) {
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
    try agree(open == nil || open == watermark + 1, "the watermark stands as high as it can")
    try agree(open != nil || islands.isEmpty, "what is complete takes no room")
  }

  private func checkCounts() throws(Violation) {
    for version in versions {
      try agree(
        table.evidencedCount(for: version) == naive.own(version).count,
        "evidence is counted")
    }
  }

  private mutating func checkSamples() throws(Violation) {
    for version in versions {
      try agree(
        table.backedUpCount(for: version) == naive.backedUpCount(for: version),
        "what is backed up is counted")
      for _ in 0..<100 {
        let revision = random.next() % nextRevision + 1
        guard live.contains(revision) else { continue }
        try agree(
          table.covers(revision, for: version) == naive.covers(revision, for: version),
          "what is covered")
      }
    }
  }

  private func checkEverything() throws(Violation) {
    for version in versions {
      var pending: [UInt64] = []
      var next = table.firstPending(from: 1, for: version, live: live)
      while let revision = next {
        pending.append(revision)
        next = table.firstPending(from: revision + 1, for: version, live: live)
      }
      try agree(pending == naive.pending(for: version), "what is pending")
      let own = naive.own(version)
      let watermark = table.state(of: version)?.watermark ?? 0
      try agree(
        naive.live.allSatisfy { $0 > watermark || own.contains($0) },
        "nothing below a watermark is pending")
      try agree(table.state(of: version)?.islands.count == own.count { $0 > watermark }, "islands")
      try agree(
        table.state(of: version)?.legacyOverlap == own.intersection(naive.legacy).count,
        "legacy that is evidenced, too")
    }
    try agree(table.legacy.count == naive.legacy.count, "legacy")
  }

  /// Writes the table into a file and goes on with what is read from it.
  private mutating func goThroughFile() throws {
    let snapshot = WatermarksSnapshot(
      basisSequence: Sequence48(sequence + 1), nextRevision: nextRevision, live: live,
      liveNeighbours: neighbours, nameless: [], evidence: table,
      liveBytes: [(file: .first, byteCount: sequence)])
    let bytes = snapshot.encode(storeID: Self.storeID, fileID: .first).array()
    let read = try bytes.withUnsafeBytes {
      try WatermarksSnapshot(decoding: $0, storeID: Self.storeID, fileID: .first)
    }
    try agree(
      read.encode(storeID: Self.storeID, fileID: .first).array() == bytes,
      "the file is the same again")
    try agree(read.live == live && read.liveNeighbours == neighbours, "the file keeps what lives")
    try agree(
      read.evidence.legacy == table.legacy && read.evidence.floor == table.floor,
      "the file keeps legacy and floor")
    try agree(Set(read.evidence.kept) == Set(table.kept), "the file keeps the versions")
    try agree(read.evidence.legacyEnded == table.legacyEnded, "the file keeps the end of legacy")
    table = read.evidence
    live = read.live
  }

  private func agree(_ isSo: Bool, _ what: String) throws(Violation) {
    guard isSo else { throw Violation(.counts, "operation \(sequence): \(what)") }
  }
}
