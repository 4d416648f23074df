import Strandline
import StrandlineTestSupport
import Testing

@Suite("Evidence with implicit coverage against plain sets")
struct EvidenceModelTests {
  /// `strandline-simulate watermarks` runs 100,000 and more.
  @Test("5,000 random operations a seed", arguments: 1...4 as ClosedRange<UInt64>)
  func operations(_ seed: UInt64) throws {
    var run = EvidenceRun(seed: seed)
    try run.run(operationCount: 5000)
    #expect(run.live.count > 1000)
  }

  @Test("complete versions take no room, whatever the number of sessions")
  func complete() {
    var live = RevisionSet()
    for chunk in 1...150 { live.fillChunk(chunk) }
    live.insert(1)
    var table = EvidenceTable()
    let end = 151 * RevisionSet.chunkBitCount - 1
    let all = EvidenceRun.ranges([1...end + 1000])
    for index in 1...20 as ClosedRange<UInt64> {
      let version = BackupVersion("\(index)")
      table.acknowledge(all, for: version, sequence: Sequence48(index), live: live)
      #expect(table.backedUpCount(for: version) == 150 * 65_536 + 1)
      #expect(table.state(of: version)?.islands == RevisionSet())
      #expect(table.state(of: version)?.watermark == end)
    }
  }

  @Test("the end of a neighbour below a watermark ends no evidence")
  func neighbours() throws {
    var index = SessionIndex()
    var table = EvidenceTable()
    let place = Place(file: .first, offset: 128, byteCount: 64)
    for revision in 1...6 as ClosedRange<UInt64> {
      try index.put(revision, at: place, names: nil, isSession: revision % 2 == 0)
    }
    let version = BackupVersion("v")
    table.acknowledge(
      RevisionRanges([1, 2, 3, 4, 5, 6]), for: version, sequence: Sequence48(1), live: index.live)
    #expect(table.evidencedCount(for: version) == 3)
    for revision in [1, 2, 2, 3, 7] as [UInt64] {
      if try index.kill(revision) == .session { table.sessionDied(revision) }
    }
    #expect(table.evidencedCount(for: version) == 2 && index.live.count == 2)
  }

  @Test("a revision that begins to live below a watermark is pending, the rest is not")
  func appearance() {
    var live = RevisionSet()
    for revision in [1, 2, 4, 5, 7] as [UInt64] { live.insert(revision) }
    var table = EvidenceTable()
    let version = BackupVersion("v")
    table.addLegacy(RevisionRanges([4]), live: live)
    table.acknowledge(
      RevisionRanges([1, 2, 4, 5]), for: version, sequence: Sequence48(1), live: live)
    #expect(table.state(of: version)?.watermark == 6)
    live.insert(3)
    table.sessionAppeared(3, live: live)
    #expect(table.firstPending(from: 1, for: version, live: live) == 3)
    #expect(table.firstPending(from: 4, for: version, live: live) == 7)
    #expect(table.evidencedCount(for: version) == 4 && table.backedUpCount(for: version) == 4)
    table.sessionDied(3)
    #expect(table.evidencedCount(for: version) == 4)
    live.remove(4)
    table.sessionDied(4)
    #expect(table.evidencedCount(for: version) == 3 && table.backedUpCount(for: version) == 3)
  }
}
