import Strandline
import StrandlineTestSupport
import Testing

@Suite("Evidence takes at most 8 MiB in all")
struct EvidenceBoundTests {
  private static let chunk = RevisionSet.chunkBitCount

  /// A few revisions in each of many chunks; revision 1 is the one nobody acknowledges.
  private func scattered(_ chunks: Range<UInt64>) -> RevisionSet {
    var live = RevisionSet()
    live.insert(1)
    for chunk in chunks { for bit in 2...4 { live.insert(chunk * Self.chunk + UInt64(bit)) } }
    return live
  }

  private func table(
    _ count: UInt64, from first: UInt64 = 1, onto table: EvidenceTable = EvidenceTable(),
    live: RevisionSet, through end: UInt64 = .max >> 17
  ) -> EvidenceTable {
    var table = table
    for index in first..<first + count {
      table.acknowledge(
        EvidenceRun.ranges([2...end]), for: BackupVersion("v\(index)"),
        sequence: Sequence48(index), live: live)
    }
    return table
  }

  @Test("when there are too many bitmaps the longest unused version goes; the floor rises")
  func longestUnusedGoes() {
    let live = scattered(1..<301)
    var table = table(3, live: live)
    #expect(table.kept.count == 3 && table.floor == .zero)
    table.acknowledge(
      RevisionRanges(), for: BackupVersion("v1"), sequence: Sequence48(10), live: live)
    table = self.table(1, from: 11, onto: table, live: live)
    #expect(table.state(of: BackupVersion("v2")) == nil && table.kept.count == 3)
    #expect(table.epoch(of: BackupVersion("v2")) == Sequence48(11))
    #expect(table.evidencedCount(for: BackupVersion("v1")) == 900)
  }

  @Test("the legacy meaning of a forgotten version that goes ends for all")
  func forgotten() {
    let live = scattered(1..<301)
    var table = EvidenceTable()
    table.addLegacy(RevisionRanges([1]), live: live)
    table.forget(BackupVersion("v0"), sequence: Sequence48(1))
    #expect(!table.legacyEnded)
    table = self.table(4, from: 2, onto: table, live: live)
    #expect(table.legacyEnded && table.legacy.isEmpty && table.kept.count == 3)
  }

  @Test("one version alone may need more than that and stays usable")
  func oneAlone() {
    let live = scattered(1..<1301)
    let table = table(2, live: live)
    #expect(table.kept.map(\.version) == [BackupVersion("v2")])
    #expect(table.evidencedCount(for: BackupVersion("v2")) == 3900)
  }

  @Test("a hole in full chunks may be what is too much: from a checkpoint the same happens")
  func death() throws {
    var live = scattered(1..<341)
    live.fillChunk(341)
    let most = 342 * Self.chunk
    for chunk in 342..<346 as Range<UInt64> { live.insert(chunk * Self.chunk) }
    var table = table(2, live: live, through: most - 1)
    table = self.table(1, from: 3, onto: table, live: live)
    #expect(table.kept.reduce(0) { $0 + $1.state.islands.bitmapCount } == 1024)
    let snapshot = WatermarksSnapshot(
      basisSequence: Sequence48(4), nextRevision: 400 * Self.chunk, live: live,
      liveNeighbours: RevisionSet(), nameless: [], evidence: table, liveBytes: [])
    let bytes = snapshot.encode(storeID: FormatExamples.storeID, fileID: .first).array()
    var other = try bytes.withUnsafeBytes {
      try WatermarksSnapshot(decoding: $0, storeID: FormatExamples.storeID, fileID: .first)
    }.evidence
    #expect(other.kept.count == 3)
    table.sessionDied(most - 7)
    other.sessionDied(most - 7)
    #expect(table.kept.map(\.version.version) == ["v2", "v3"])
    #expect(table.floor == Sequence48(3) && other.floor == table.floor)
    #expect(Set(other.kept) == Set(table.kept))
  }
}
