/// Reads frames of a segment one after the other, in pieces, from the file and nowhere else.
///
/// A frame is valid until the next one is asked for.
package final class SegmentPieces {
  package static let pieceByteCount = 256 << 10

  package let seed: FrameSeed
  private let file: any File
  private let piece = ByteBuffer(capacity: SegmentPieces.pieceByteCount)
  private var base: UInt64 = 0

  package init(_ file: any File, seed: FrameSeed) {
    self.file = file
    self.seed = seed
  }

  /// Makes the bytes at `offset` be in the piece, as far as the file has them.
  private func load(_ offset: UInt64, _ byteCount: Int) throws(StoreError) {
    if offset >= base, offset + UInt64(byteCount) <= base + UInt64(piece.count) { return }
    piece.removeAll()
    base = offset
    let wanted = max(byteCount, Self.pieceByteCount)
    unsafe try piece.appendRead(upTo: wanted) { space throws(StoreError) in
      try unsafe file.readFully(into: space, at: offset)
    }
  }

  private var content: SegmentBytes {
    unsafe SegmentBytes(piece.bytes, seed: seed, baseOffset: base)
  }

  /// The header that stands at `offset`; nil when none does.
  package func header(at offset: UInt64) throws(StoreError) -> FrameHeader? {
    try load(offset, FrameHeader.byteCount)
    return content.header(at: offset)
  }

  /// The frame that begins at `offset`, if its header is good and it ends at or before `end`.
  package func frame(at offset: UInt64, end: UInt64) throws(StoreError) -> FrameView? {
    guard end >= offset + UInt64(FrameHeader.byteCount), let header = try header(at: offset),
      UInt64(header.frameByteCount) <= end - offset
    else { return nil }
    try load(offset, header.frameByteCount)
    return content.frame(at: offset, limit: end)
  }

  /// Extends a checksum over the 32 bytes of the header at `offset`.
  package func extend(_ checksum: UInt32, overHeaderAt offset: UInt64) throws(StoreError) -> UInt32
  {
    try load(offset, FrameHeader.byteCount)
    return unsafe Checksum.extend(checksum, over: content.headerBytes(at: offset))
  }

  /// The first bytes of the file.
  package func start(_ byteCount: Int) throws(StoreError) -> UnsafeRawBufferPointer {
    try load(0, byteCount)
    return unsafe piece.slice(0..<min(byteCount, piece.count))
  }

  /// Where the next frame behind a bad place begins; `end` when none does.
  ///
  /// A header that fits by chance would have to match 32 bits and be followed by another one.
  package func resynchronise(
    after offset: UInt64, end: UInt64
  ) throws(StoreError) -> UInt64 {
    var position = (offset + 8) & ~7
    while position < end {
      if let header = try header(at: position) {
        let next = position + UInt64(header.frameByteCount)
        if next == end { return position }
        if next < end, try self.header(at: next) != nil { return position }
      }
      position += 8
    }
    return end
  }
}
