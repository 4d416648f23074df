import Strandline

/// A whole commit in a segment, as `tail` and `follow` show it.
struct ShownCommit {
  let path: String
  let offset: UInt64
  let end: UInt64
  let sequence: UInt64
  let nextRevision: UInt64
  let header: CommitHeader
  /// How many frames there are of each kind, in the order of the kinds' numbers.
  let kinds: [(word: String, count: Int)]
  /// Whether every name and payload passes its checksum.
  let isIntact: Bool

  var contents: String {
    kinds.map { $0.count == 1 ? $0.word : "\($0.count) × \($0.word)" }.joined(separator: ", ")
  }

  static let columns: [(title: String, side: TextTable.Side)] = [
    ("commit", .left), ("sequence", .right), ("next revision", .right), ("bytes", .right),
    ("synced through", .right), ("state", .left), ("frames", .left),
  ]

  var cells: [String] {
    [
      FilePlace.printable(path, offset), String(sequence), String(nextRevision),
      String(end - offset), String(header.syncedThrough), isIntact ? "" : "damaged", contents,
    ]
  }

  var json: JSONOutput {
    .fields([
      "line": .text("commit"), "place": .text(FilePlace.text(path, offset)),
      "offset": .integer(offset), "byte_count": .integer(end - offset),
      "sequence": .integer(sequence), "next_revision": .integer(nextRevision),
      "frame_count": .integer(UInt64(header.frameCount)),
      "synced_through": .integer(header.syncedThrough), "intact": .boolean(isIntact),
      "kinds": .array(
        kinds.map { .fields(["kind": .text($0.word), "count": .count($0.count)]) }),
    ])
  }
}

/// Finds whole commits in a segment, one after the other.
struct CommitScan {
  private let file: InspectedFile
  private let pieces: SegmentPieces

  /// Nil where nothing tells the store that the file belongs to.
  init?(_ file: InspectedFile) {
    guard let seed = file.seed else { return nil }
    self.file = file
    pieces = SegmentPieces(file.file, seed: seed)
  }

  /// The commit that begins at `offset` and ends at or before `limit`; nil when none does.
  func commit(at offset: UInt64, limit: UInt64) throws(StoreError) -> ShownCommit? {
    guard let first = try pieces.frame(at: offset, end: limit), first.header.kind == .commit,
      first.checkBody() == .intact,
      let header = try? unsafe CommitHeader(decoding: first.payload)
    else { return nil }
    let sequence = first.header.sequence.rawValue
    let nextRevision = first.header.revision.rawValue
    var position = offset + UInt64(first.header.frameByteCount)
    guard UInt64(header.byteCount) <= limit - position else { return nil }
    let end = position + UInt64(header.byteCount)
    var checksum: UInt32 = 0
    var isIntact = true
    var counts: [UInt8: Int] = [:]
    for _ in 0..<header.frameCount {
      guard let frame = try pieces.frame(at: position, end: end), frame.header.kind != .commit
      else { return nil }
      counts[frame.header.rawKind, default: 0] += 1
      if frame.checkBody() != .intact { isIntact = false }
      let start = position
      position += UInt64(frame.header.frameByteCount)
      checksum = try pieces.extend(checksum, overHeaderAt: start)
    }
    guard position == end, checksum == header.headersChecksum else { return nil }
    let kinds = counts.sorted { $0.key < $1.key }.map { kind, count in
      (word: FrameKind(rawValue: kind)?.word ?? "kind \(kind)", count: count)
    }
    return ShownCommit(
      path: file.path, offset: offset, end: end, sequence: sequence, nextRevision: nextRevision,
      header: header, kinds: kinds, isIntact: isIntact)
  }

  /// Visits the whole commits from `start` on; what is none is passed over.
  func forEach(
    from start: UInt64 = SegmentHeader.firstCommitOffset, to end: UInt64,
    _ body: (ShownCommit) -> Void
  ) throws(StoreError) {
    let limit = min(end, file.byteCount)
    var offset = start
    while offset < limit {
      if let commit = try commit(at: offset, limit: limit) {
        body(commit)
        offset = commit.end
      } else if let frame = try pieces.frame(at: offset, end: limit) {
        offset += UInt64(frame.header.frameByteCount)
      } else {
        offset = try pieces.resynchronise(after: offset, end: limit)
      }
    }
  }
}
