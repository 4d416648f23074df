/// Walks a segment from its first byte to its last, checks every checksum, and says what each part
/// of it is.
///
/// Frames without a commit around them are as good as others: compaction writes them.
struct SegmentAudit {
  let name: FileName
  let storeID: StoreID
  let pieces: SegmentPieces
  /// Where the log leaves the segment.
  let end: UInt64
  private(set) var account: ByteAccount
  private(set) var findings: [DamageReport.Finding] = []
  /// Good frames of kinds that are unknown and may be passed over.
  private(set) var skippedFrameCount = 0
  private var tally: CommitTally?

  /// What a good frame means, as far as it can be said without the index.
  enum Part {
    case record(FrameView)
    case tombstone(FrameView)
    case control
  }

  /// `text` is the name the file has at the moment.
  init(
    _ name: FileName, _ file: any File, text: String, storeID: StoreID, end: UInt64
  ) throws(StoreError) {
    self.name = name
    self.storeID = storeID
    self.end = end
    pieces = SegmentPieces(file, seed: FrameSeed(storeID: storeID, fileID: name.id))
    account = ByteAccount(text, byteCount: try file.size())
  }

  /// - Parameters:
  ///   - classify: says which class the body of a good frame at an offset belongs to.
  ///   - onRead: told how many bytes were passed.
  /// - Throws: `.io` and the like, or what the closures throw.
  mutating func run(
    _ classify: (Part, UInt64) throws(StoreError) -> VerifyReport.ByteClass,
    onRead: (UInt64) throws(StoreError) -> Void
  ) throws(StoreError) {
    try headers()
    let size = account.byteCount
    if size < end { note(.shortened, size, end - size) }
    let limit = min(end, size)
    var offset = SegmentHeader.firstCommitOffset
    while offset < limit {
      let start = offset
      if let frame = try pieces.frame(at: offset, end: limit) {
        offset += UInt64(frame.header.frameByteCount)
        try self.frame(frame, at: start, classify)
      } else {
        offset = try pieces.resynchronise(after: offset, end: limit)
        note(.range, start, offset - start)
        account.add(.damaged, offset - start)
        tally = nil
      }
      try onRead(offset - start)
    }
    if tally != nil { note(.range, limit, 0) }
    account.addRest(.unused)
  }

  private mutating func note(
    _ kind: DamageReport.Finding.Kind, _ offset: UInt64, _ byteCount: UInt64,
    _ key: SessionKey? = nil
  ) {
    findings.append(
      DamageReport.Finding(
        kind: kind, file: name.text, offset: offset, byteCount: byteCount, key: key))
  }

  private mutating func headers() throws(StoreError) {
    let bytes = try unsafe pieces.start(Int(SegmentHeader.firstCommitOffset))
    let fileHeader = try? unsafe FileHeader(decoding: bytes)
    let isGood =
      fileHeader.map { $0.kind == .segment && $0.fileID == name.id && $0.storeID == storeID }
      ?? false
    if !isGood { note(.file, 0, UInt64(FileHeader.byteCount)) }
    account.add(isGood ? .fileHeader : .damaged, UInt64(FileHeader.byteCount))
    let isWhole = bytes.count >= Int(SegmentHeader.firstCommitOffset)
    let header =
      isWhole
      ? try? unsafe SegmentHeader(
        decoding: UnsafeRawBufferPointer(rebasing: bytes[FileHeader.byteCount...]),
        seed: pieces.seed) : nil
    if header == nil {
      note(.file, UInt64(FileHeader.byteCount), UInt64(SegmentHeader.byteCount))
    }
    account.add(header == nil ? .damaged : .structureHeader, UInt64(SegmentHeader.byteCount))
  }

  private mutating func frame(
    _ frame: FrameView, at offset: UInt64,
    _ classify: (Part, UInt64) throws(StoreError) -> VerifyReport.ByteClass
  ) throws(StoreError) {
    let header = frame.header
    let byteCount = UInt64(header.frameByteCount)
    let body = frame.checkBody()
    if header.kind == .commit {
      let commit = body == .intact ? try? unsafe CommitHeader(decoding: frame.payload) : nil
      if tally != nil { note(.range, offset, 0) }
      tally = commit.map { CommitTally($0) }
      if commit == nil { note(.range, offset, byteCount) }
      return account.add(commit == nil ? .damaged : .commitHeader, byteCount)
    }
    guard body == .intact else {
      let isSession = header.kind?.nameDomain == .session
      let key = isSession && body != .nameDamaged ? frame.name()?.key : nil
      note(header.kind?.nameDomain == nil ? .control : .record, offset, byteCount, key)
      account.add(.damaged, byteCount)
      return try count(byteCount, offset)
    }
    let part: Part =
      if header.kind?.holdsRevision == true {
        .record(frame)
      } else if header.kind?.nameDomain != nil {
        .tombstone(frame)
      } else {
        .control
      }
    if header.kind == nil { skippedFrameCount += 1 }
    let byteClass = try classify(part, offset)
    let padding = byteCount - UInt64(FrameHeader.byteCount + header.bodyByteCount)
    account.add(byteClass, byteCount - padding)
    account.add(.padding, padding)
    try count(byteCount, offset)
  }

  private mutating func count(_ byteCount: UInt64, _ offset: UInt64) throws(StoreError) {
    guard tally != nil else { return }
    let pieces = pieces
    try tally?.add(byteCount: Int(byteCount)) { checksum throws(StoreError) in
      try pieces.extend(checksum, overHeaderAt: offset)
    }
    guard let counted = tally, counted.isComplete else { return }
    if !counted.isGood { note(.range, offset, byteCount) }
    tally = nil
  }
}
