import Strandline
import StrandlineTestSupport
import Testing

@Suite("The watermarks file: checked throughout, one spelling for one state")
struct WatermarksSnapshotTests {
  private static let storeID = FormatExamples.storeID
  private static let fileID = FormatExamples.fileID

  private static func decode(
    _ bytes: [UInt8], storeID: StoreID = storeID, fileID: FileID = fileID
  ) throws -> WatermarksSnapshot {
    try bytes.withUnsafeBytes {
      try WatermarksSnapshot(decoding: $0, storeID: storeID, fileID: fileID)
    }
  }

  /// The bytes with the length and the checksum that belong to them.
  private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let buffer = ByteBuffer()
    buffer.append(bytes)
    let end = bytes.count - WatermarksSnapshot.trailerByteCount
    buffer.store(UInt64(bytes.count), at: 64 + 24)
    let seed = FrameSeed(storeID: storeID, fileID: fileID).checksum(at: 64)
    let covered = Array(buffer.array()[64..<end])
    buffer.store(covered.withUnsafeBytes { Checksum.extend(seed, over: $0) }, at: end)
    buffer.store(UInt32(0), at: end + 4)
    return buffer.array()
  }

  /// Nothing traps, and what is accepted is spelt as `encode` spells it.
  private static func judge(_ bytes: [UInt8]) -> Bool {
    guard let read = try? decode(bytes) else { return false }
    let again = read.encode(storeID: storeID, fileID: fileID).array()
    #expect(again == bytes, "a state has two spellings")
    return true
  }

  private static func snapshot(_ live: RevisionSet) -> WatermarksSnapshot {
    WatermarksSnapshot(
      basisSequence: Sequence48(9), nextRevision: (live.last ?? 0) + 1, live: live,
      liveNeighbours: RevisionSet(), nameless: [], evidence: EvidenceTable(), liveBytes: [])
  }

  @Test("one of another store, another file or another kind is refused")
  func foreign() throws {
    let bytes = FormatExamples.watermarksFile()
    #expect(throws: FormatError.badField("store id")) {
      try Self.decode(bytes, storeID: StoreID(high: 1, low: 2))
    }
    #expect(throws: FormatError.badField("file id")) { try Self.decode(bytes, fileID: .first) }
    #expect(throws: FormatError.badField("kind")) {
      try Self.decode(FormatExamples.manifest().encode().array())
    }
  }

  @Test("each form is used for what it is for", arguments: [1, 255, 256, 257, 32_767])
  func forms(_ rangeCount: UInt64) throws {
    var live = RevisionSet()
    live.fillChunk(2)
    for index in 0..<rangeCount { live.insert(65_536 + index * 2) }
    let bytes = Self.snapshot(live).encode(storeID: Self.storeID, fileID: Self.fileID).array()
    let body = rangeCount > 256 ? 8192 : (Int(rangeCount) * 4 + 7) / 8 * 8
    #expect(bytes.count == 64 + 64 + (8 + 8 + body + 8) + 8 + 8 + 8)
    let read = try Self.decode(bytes)
    #expect(read.live == live && read.live.bitmapCount == 1 && read.nextRevision == 3 * 65_536)
  }

  @Test("every byte at every value it may be given, sealed again: refused, or another state")
  func bytes() {
    let original = FormatExamples.watermarksFile()
    var accepted = 0
    for offset in 64..<original.count - WatermarksSnapshot.trailerByteCount {
      for value in [0, 1, 2, 3, 5, 0x7F, 0x80, 0xC0, 0xFE, 0xFF] as [UInt8] {
        var bytes = original
        bytes[offset] = value
        if Self.judge(Self.sealed(bytes)) { accepted += 1 }
      }
    }
    #expect(accepted > 0, "the version string is anybody's choice")
  }

  @Test("made-up counts, lengths and numbers are refused", arguments: 1...4 as ClosedRange<UInt64>)
  func random(_ seed: UInt64) {
    var random = SplitMix(state: seed)
    let original = FormatExamples.watermarksFile()
    for _ in 0..<5000 {
      let buffer = ByteBuffer()
      buffer.append(original)
      for _ in 0..<random.next() % 3 + 1 {
        let words = (original.count - 72) / 8
        let offset = 64 + Int(random.next() % UInt64(words)) * 8
        let number = random.next() >> (random.next() % 64)
        switch random.next() % 3 {
        case 0: buffer.store(number, at: offset)
        case 1: buffer.store(UInt32(truncatingIfNeeded: number), at: offset + 4)
        default: buffer.store(UInt16(truncatingIfNeeded: number), at: offset + 6)
        }
      }
      var bytes = buffer.array()
      if random.next() % 4 == 0 {
        bytes.removeLast(Int(random.next() % UInt64(bytes.count - 136)))
      }
      _ = Self.judge(Self.sealed(bytes))
    }
  }

  @Test("a header alone that promises everything is refused without taking memory")
  func promises() {
    for field in [32, 40, 48, 52, 56] {
      let live = RevisionSet()
      let buffer = ByteBuffer()
      buffer.append(Self.snapshot(live).encode(storeID: Self.storeID, fileID: Self.fileID).array())
      buffer.store(UInt32.max, at: 64 + field)
      #expect(!Self.judge(Self.sealed(buffer.array())))
    }
    for set in [128, 136, 144] {
      let buffer = ByteBuffer()
      buffer.append(
        Self.snapshot(RevisionSet()).encode(storeID: Self.storeID, fileID: Self.fileID).array())
      buffer.store(UInt32.max, at: set)
      #expect(!Self.judge(Self.sealed(buffer.array())))
    }
  }

  @Test("numbers that would make the tables in memory absurd are refused")
  func absurd() {
    let buffer = ByteBuffer()
    buffer.append(
      Self.snapshot(RevisionSet()).encode(storeID: Self.storeID, fileID: Self.fileID).array())
    #expect(Self.judge(Self.sealed(buffer.array())))
    for next in [0, 1 << 32, 1 << 47, .max] as [UInt64] {
      buffer.store(next, at: 64 + 8)
      #expect(!Self.judge(Self.sealed(buffer.array())))
    }
    buffer.store(WatermarksSnapshot.nextRevisionMax, at: 64 + 8)
    #expect(Self.judge(Self.sealed(buffer.array())))
  }

  @Test("ten million revisions are a few hundred bytes and are read at once")
  func many() throws {
    var live = RevisionSet()
    for chunk in 1...153 { live.fillChunk(chunk) }
    var snapshot = Self.snapshot(live)
    for index in 1...64 as ClosedRange<UInt64> {
      snapshot.evidence.acknowledge(
        EvidenceRun.ranges([1...1 << 24]), for: BackupVersion("\(index)"),
        sequence: Sequence48(index), live: live)
    }
    snapshot.basisSequence = Sequence48(65)
    let bytes = snapshot.encode(storeID: Self.storeID, fileID: Self.fileID).array()
    #expect(bytes.count < 6144)
    let read = try Self.decode(bytes)
    #expect(read.live.count == 153 * 65_536 && read.evidence.kept.count == 64)
    #expect(read.evidence.backedUpCount(for: BackupVersion("64")) == read.live.count)
  }
}
