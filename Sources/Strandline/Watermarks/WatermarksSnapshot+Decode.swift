// Reading a watermarks file.
extension WatermarksSnapshot {
  /// Reads the whole file; everything in it is checked before it is used.
  ///
  /// - Throws: `FormatError` when the bytes are not what `encode` writes for this store and file.
  package init(
    decoding bytes: UnsafeRawBufferPointer, storeID: StoreID, fileID: FileID
  ) throws(FormatError) {
    let header = try unsafe FileHeader(decoding: bytes)
    guard header.kind == .watermarks else { throw .badField("kind") }
    guard header.storeID == storeID else { throw .badField("store id") }
    guard header.fileID == fileID else { throw .badField("file id") }
    let start = FileHeader.byteCount
    let end = bytes.count - Self.trailerByteCount
    guard end >= start + Self.headerByteCount else { throw .tooShort }
    let reader = unsafe ByteReader(bytes)
    let seed = FrameSeed(storeID: storeID, fileID: fileID).checksum(at: 64)
    let covered = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    guard unsafe reader.u32(at: end) == Checksum.extend(seed, over: covered) else {
      throw .badChecksum
    }
    guard reader.isZero(at: end + 4, count: 4) else { throw .badField("reserved") }
    guard reader.u64(at: start + 24) == UInt64(bytes.count) else { throw .badField("length") }
    basisSequence = Sequence48(reader.u64(at: start))
    nextRevision = reader.u64(at: start + 8)
    let floor = Sequence48(reader.u64(at: start + 16))
    guard basisSequence.rawValue < 1 << 48, floor <= basisSequence else {
      throw .badField("basis sequence")
    }
    guard (1...Self.nextRevisionMax).contains(nextRevision) else {
      throw .badField("next revision")
    }
    let flags = reader.u32(at: start + 60)
    guard flags & ~Self.legacyEndedFlag == 0 else { throw .badField("flags") }

    var cursor = SectionCursor(reader, from: start + Self.headerByteCount, to: end)
    live = try cursor.set(below: nextRevision, bitmapMax: .max)
    liveNeighbours = try cursor.set(below: nextRevision, bitmapMax: .max)
    guard reader.u64(at: start + 32) == UInt64(live.count),
      reader.u64(at: start + 40) == UInt64(liveNeighbours.count),
      live.intersectionCount(liveNeighbours) == 0
    else { throw .badField("live revisions") }
    evidence = try cursor.evidence(
      versionCount: Int(reader.u32(at: start + 56)), live: live, nextRevision: nextRevision,
      floor: floor, legacyEnded: flags != 0)
    let basis = basisSequence
    guard evidence.kept.allSatisfy({ $0.state.lastUse <= basis }) else {
      throw .badField("last use")
    }
    nameless = try cursor.nameless(
      count: Int(reader.u32(at: start + 48)), live: live, liveNeighbours: liveNeighbours)
    liveBytes = try cursor.liveBytes(count: Int(reader.u32(at: start + 52)))
    guard cursor.isAtEnd else { throw .badField("length") }
  }
}

extension SectionCursor {
  fileprivate mutating func nameless(
    count: Int, live: RevisionSet, liveNeighbours: RevisionSet
  ) throws(FormatError) -> [UInt64] {
    let start = try take(count, of: 8)
    var revisions: [UInt64] = []
    revisions.reserveCapacity(count)
    var previous: UInt64 = 0
    for index in 0..<count {
      let revision = reader.u64(at: start + index * 8)
      guard revision > previous, live.contains(revision) || liveNeighbours.contains(revision)
      else { throw .badField("nameless revision") }
      revisions.append(revision)
      previous = revision
    }
    return revisions
  }

  fileprivate mutating func liveBytes(
    count: Int
  ) throws(FormatError) -> [(file: FileID, byteCount: UInt64)] {
    let start = try take(count, of: WatermarksSnapshot.fileBytesByteCount)
    var files: [(file: FileID, byteCount: UInt64)] = []
    files.reserveCapacity(count)
    for index in 0..<count {
      let entry = start + index * WatermarksSnapshot.fileBytesByteCount
      let byteCount = reader.u64(at: entry + 8)
      guard let file = FileID(exactly: reader.u32(at: entry)),
        files.last.map({ $0.file < file }) ?? true, reader.isZero(at: entry + 4, count: 4),
        byteCount < WatermarksSnapshot.byteCountEnd
      else { throw .badField("live bytes") }
      files.append((file: file, byteCount: byteCount))
    }
    return files
  }
}
