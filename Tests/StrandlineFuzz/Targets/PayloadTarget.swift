import Strandline

/// What frames hold: the first byte says of which kind, 0 a name.
enum PayloadTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    var input = FuzzInput(bytes)
    let kind = input.byte()
    let body = Array(input.rest)
    if kind == 0 {
      try name(body)
    } else if let kind = FrameKind(rawValue: kind) {
      try payload(body, kind, FileID.first)
      if let file = FileID(exactly: FileID.valueMax) { try payload(body, kind, file) }
    }
  }

  static func name(_ bytes: [UInt8]) throws(FuzzFinding) {
    guard let name = bytes.withUnsafeBytes({ try? FrameName(decoding: $0) }) else { return }
    let again = ByteBuffer(capacity: name.byteCount)
    name.append(to: again)
    try require(again.array() == bytes, "a name becomes another one")
    try require(
      name.version.map { FrameName($0).first == name.first } ?? true, "a version string changes")
  }

  /// What the decoder of the kind makes of the bytes is written as those bytes.
  static func payload(
    _ bytes: [UInt8], _ kind: FrameKind, _ file: FileID
  ) throws(FuzzFinding) {
    guard let again = again(bytes, kind, file) else { return }
    try require(again == bytes, "the payload of a frame of kind \(kind) becomes another one")
  }

  /// Decoded and encoded; nil where the decoder refuses, or the kind has no form.
  private static func again(_ bytes: [UInt8], _ kind: FrameKind, _ file: FileID) -> [UInt8]? {
    bytes.withUnsafeBytes { bytes in
      switch kind {
      case .commit:
        guard let header = try? CommitHeader(decoding: bytes) else { return nil }
        let buffer = ByteBuffer(capacity: CommitHeader.byteCount)
        buffer.appendZeros(CommitHeader.byteCount)
        header.store(into: buffer, at: 0)
        return buffer.array()
      case .acknowledge, .legacy:
        guard let ranges = try? RevisionRanges(decoding: bytes) else { return nil }
        let buffer = ByteBuffer(capacity: ranges.byteCount)
        for part in ranges.split(count: 3) { part.append(to: buffer) }
        return buffer.array()
      case .lease: return (try? LeaseBody(decoding: bytes))?.array()
      case .clean:
        guard let lives = try? CleanMark.decode(bytes) else { return nil }
        return CleanMark.array(Lineage(lives[0], after: Array(lives.dropFirst())))
      case .replaces:
        return (try? ReplacedSegment.decode(bytes, output: file)).map(ReplacedSegment.array)
      case .outputEnd: return (try? OutputEnd(decoding: bytes))?.array()
      case .session, .sessionDeleted, .setting, .settingRemoved, .withheld, .withheldRemoved,
        .reset, .forget:
        return nil
      }
    }
  }

  @Sendable static func seeds() -> [String: [UInt8]] {
    let ranges = ByteBuffer(capacity: 64)
    RevisionRanges([1, 2, 3, 9, 10, 70_000]).append(to: ranges)
    let name = ByteBuffer(capacity: 128)
    FrameName(BackupVersion("3", publicKey: [1, 2, 3])).append(to: name)
    let life = Lineage(Incarnation(high: 1, low: 2), after: [Incarnation(high: 3, low: 4)])
    let replaced = FileID(exactly: 7).map {
      ReplacedSegment(
        file: $0, predecessor: .first, predecessorEnd: 4096, end: 8192,
        firstSequence: Sequence48(40))
    }
    let commit = ByteBuffer(capacity: 24)
    commit.appendZeros(CommitHeader.byteCount)
    CommitHeader(frameCount: 2, byteCount: 128, headersChecksum: 5, syncedThrough: 4096)
      .store(into: commit, at: 0)
    let lease = LeaseBody(generation: 1, takenAt: 1_700_000_000_000, milliseconds: 300)
    return [
      "name": [0] + name.array(),
      "commit": [FrameKind.commit.rawValue] + commit.array(),
      "acknowledge": [FrameKind.acknowledge.rawValue] + ranges.array(),
      "lease": [FrameKind.lease.rawValue] + lease.array(),
      "clean": [FrameKind.clean.rawValue] + CleanMark.array(life),
      "replaces": [FrameKind.replaces.rawValue]
        + ReplacedSegment.array([replaced, replaced].compactMap { $0 }),
      "output-end": [FrameKind.outputEnd.rawValue]
        + OutputEnd(frameCount: 3, headersChecksum: 9).array(),
    ]
  }
}
