import Strandline
import StrandlineTestSupport

/// The structures that the pages show: fixed values, so that the bytes never change.
enum FormatExamples {
  static let storeID = StoreID(high: 0x1122_3344_5566_7788, low: 0x99AA_BBCC_DDEE_FF00)
  static let fileID = FileID(exactly: 3) ?? .first
  static let seed = FrameSeed(storeID: storeID, fileID: fileID)
  static let key = SessionKey(room: "!r:example.org", session: "s1")
  static let version = BackupVersion("7", publicKey: [0xAB, 0xCD])

  static func fileHeader() -> [UInt8] {
    let buffer = ByteBuffer()
    var header = FileHeader(kind: .segment, storeID: storeID, fileID: fileID)
    header.readOnlyCompatibleFlags = 0x0A
    header.compatibleFlags = 0x0B
    header.encode(into: buffer)
    return buffer.array()
  }

  static func segmentHeader() -> [UInt8] {
    let buffer = ByteBuffer()
    SegmentHeader(
      predecessor: FileID(exactly: 1), predecessorEnd: 4096, firstSequence: Sequence48(77)
    ).encode(into: buffer, seed: seed)
    return buffer.array()
  }

  /// A whole commit at offset 128: one session.
  static func commit() -> [UInt8] {
    let encoder = CommitEncoder(seed: seed, file: fileID, fileOffset: 128)
    encoder.begin()
    let record = SessionRecord(
      key: key, payload: [0xDE, 0xAD, 0xBE, 0xEF], firstKnownIndex: 5,
      senderKey: [UInt8](repeating: 0x5A, count: 32), senderDataKind: 2)
    encoder.append(
      .session, name: FrameName(record), payload: record.payload, sequence: Sequence48(77),
      revision: 42)
    _ = encoder.end(syncedThrough: 128, nextRevision: 42)
    return encoder.buffer.array()
  }

  static func control(_ kind: FrameKind, name: FrameName?, payload: [UInt8]) -> [UInt8] {
    let encoder = CommitEncoder(seed: seed, file: fileID, fileOffset: 128)
    encoder.begin()
    encoder.append(kind, name: name, payload: payload, sequence: Sequence48(80))
    _ = encoder.end(syncedThrough: 128, nextRevision: 43)
    return Array(encoder.buffer.array().dropFirst(CommitHeader.frameByteCount))
  }

  static func acknowledge() -> [UInt8] {
    let payload = ByteBuffer()
    RevisionRanges([1, 2, 3, 42]).append(to: payload)
    return control(.acknowledge, name: FrameName(version), payload: payload.array())
  }

  static func clean() -> [UInt8] {
    let mark = CleanMark.array(
      Lineage(Incarnation(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)))
    return control(.clean, name: nil, payload: mark)
  }

  static func replaced() -> [ReplacedSegment] {
    [
      ReplacedSegment(
        file: .first, predecessor: nil, predecessorEnd: 0, end: 4096,
        firstSequence: Sequence48(1))
    ]
  }

  /// A whole output that holds nothing.
  static func output() throws -> [UInt8] {
    let file = MemoryFile([])
    let writer = OutputWriter(
      file, id: fileID, storeID: storeID, firstSequence: Sequence48(1))
    writer.appendReplaced(replaced())
    writer.appendEnd(sequence: Sequence48(76), revision: Revision(41))
    try writer.flush()
    return file.bytes
  }

  static func lease() -> [UInt8] {
    LeaseBody(generation: 3, takenAt: 1_700_000_000_000, milliseconds: 30_000).array()
  }

  static func manifest() -> ManifestSnapshot {
    let entry = ManifestSnapshot.Entry(
      name: FileName(id: fileID, kind: .segment), isSealed: true, byteCount: 8192,
      liveByteCount: 8000, deadByteCount: 64, firstSequence: Sequence48(77))
    return ManifestSnapshot(
      fileID: FileID(exactly: 4) ?? .first, storeID: storeID,
      hashKey: SipHash(key0: 0x0706_0504_0302_0100, key1: 0x0F0E_0D0C_0B0A_0908),
      basisSequence: Sequence48(70), basisFile: FileID(exactly: 1), basisOffset: 4096,
      nextFileID: FileID(exactly: 5) ?? .first, nextSequence: Sequence48(78),
      nextRevision: Revision(43), entries: [entry])
  }

  static func watermarks() -> WatermarksSnapshot {
    var live = RevisionSet()
    var neighbours = RevisionSet()
    for revision in 2...41 as ClosedRange<UInt64> where revision != 5 { live.insert(revision) }
    live.fillChunk(1)
    for revision in [1, 42] as [UInt64] { neighbours.insert(revision) }
    var evidence = EvidenceTable()
    evidence.addLegacy(RevisionRanges([30, 41]), live: live)
    let ranges = RevisionRanges(Array(2...20) + [30, 31] + Array(65_536...131_071))
    evidence.acknowledge(ranges, for: version, sequence: Sequence48(60), live: live)
    return WatermarksSnapshot(
      basisSequence: Sequence48(70), nextRevision: 131_072, live: live,
      liveNeighbours: neighbours, nameless: [9], evidence: evidence,
      liveBytes: [(file: fileID, byteCount: 8000)])
  }

  static func watermarksFile() -> [UInt8] {
    watermarks().encode(storeID: storeID, fileID: fileID).array()
  }

  static func lockNote() -> [UInt8] {
    LockNote(
      processID: 4711, bootIdentity: [UInt8](repeating: 0xB0, count: 16)
    ).encode().array()
  }
}
