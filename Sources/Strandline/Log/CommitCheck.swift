/// A commit found in a segment's bytes with all its frame headers in place.
///
/// Pure.
package struct CommitCheck: Hashable, Sendable {
  /// File offset of the commit header's frame.
  package let offset: UInt64
  /// File offset behind the last frame.
  package let end: UInt64
  package let header: CommitHeader
  /// Whether every name and payload passes its checksum.
  package let isIntact: Bool
  package let sequenceMax: UInt64
  package let revisionMax: UInt64
  /// The lowest revision that was not given out when the commit was written.
  package let nextRevision: UInt64
  /// Whether the commit is nothing but a clean mark.
  package let isCleanMark: Bool

  /// Reads the commit that begins at `offset` of a segment; nil when there is none, or not whole.
  package init?(_ segment: SegmentBytes, at offset: UInt64, limit: UInt64) {
    guard let first = segment.frame(at: offset, limit: limit), first.header.kind == .commit,
      first.checkBody() == .intact,
      let commit = try? unsafe CommitHeader(decoding: first.payload)
    else { return nil }
    let start = offset + UInt64(CommitHeader.frameByteCount)
    let end = start + UInt64(commit.byteCount)
    guard end <= limit else { return nil }
    var position = start
    var checksum: UInt32 = 0
    var intact = true
    var sequenceMax = first.header.sequence.rawValue
    var revisionMax = first.header.revision.rawValue
    var lastKind: FrameKind?
    for _ in 0..<commit.frameCount {
      guard let frame = segment.frame(at: position, limit: end), frame.header.kind != .commit else {
        return nil
      }
      checksum = unsafe Checksum.extend(checksum, over: segment.headerBytes(at: position))
      if frame.checkBody() != .intact { intact = false }
      sequenceMax = max(sequenceMax, frame.header.sequence.rawValue)
      revisionMax = max(revisionMax, frame.header.revision.rawValue)
      lastKind = frame.header.kind
      position += UInt64(frame.header.frameByteCount)
    }
    guard position == end, checksum == commit.headersChecksum else { return nil }
    self.offset = offset
    self.end = end
    nextRevision = first.header.revision.rawValue
    header = commit
    isIntact = intact
    self.sequenceMax = sequenceMax
    self.revisionMax = revisionMax
    isCleanMark = commit.frameCount == 1 && lastKind == .clean
  }
}

/// Bytes of a segment, usually all of them, with the seed of their checksums.
///
/// Offsets are those of the file. Pure.
@safe package struct SegmentBytes {
  package let seed: FrameSeed
  private let bytes: UnsafeRawBufferPointer
  /// The file offset of the first byte.
  private let baseOffset: UInt64

  package init(_ bytes: UnsafeRawBufferPointer, seed: FrameSeed, baseOffset: UInt64 = 0) {
    unsafe self.bytes = bytes
    self.seed = seed
    self.baseOffset = baseOffset
  }

  /// The file offset behind the last byte.
  package var byteCount: UInt64 { unsafe baseOffset + UInt64(bytes.count) }

  private func slice(_ range: Range<UInt64>) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      rebasing: bytes[Int(range.lowerBound - baseOffset)..<Int(range.upperBound - baseOffset)])
  }

  /// The frame at `offset`, if its header is good and it ends at or before `limit`.
  package func frame(at offset: UInt64, limit: UInt64) -> FrameView? {
    let end = min(limit, byteCount)
    guard offset % 8 == 0, offset >= baseOffset,
      offset + UInt64(FrameHeader.byteCount) <= end
    else { return nil }
    let rest = unsafe slice(offset..<end)
    return try? unsafe FrameView(rest, seed: seed, fileOffset: offset)
  }

  /// The frame header at `offset`, whether or not the frame is all there.
  package func header(at offset: UInt64) -> FrameHeader? {
    guard offset % 8 == 0, offset >= baseOffset,
      offset + UInt64(FrameHeader.byteCount) <= byteCount
    else { return nil }
    let bytes = unsafe headerBytes(at: offset)
    return try? unsafe FrameHeader(decoding: bytes, seed: seed, fileOffset: offset)
  }

  package func headerBytes(at offset: UInt64) -> UnsafeRawBufferPointer {
    unsafe slice(offset..<offset + UInt64(FrameHeader.byteCount))
  }

  /// The first multiple of eight at or after `offset`, below `limit`, where a frame header stands
  /// that `accept` takes.
  package func probe(
    from offset: UInt64, limit: UInt64, _ accept: (FrameHeader, UInt64) -> Bool
  ) -> UInt64? {
    var position = (offset + 7) & ~7
    while position + UInt64(FrameHeader.byteCount) <= min(limit, byteCount) {
      if let header = header(at: position), accept(header, position) { return position }
      position += 8
    }
    return nil
  }
}
