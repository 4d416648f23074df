/// The payload of the frame that begins a commit. Formats/commit.md
package struct CommitHeader: Hashable, Sendable {
  package static let byteCount = 24
  /// The whole frame: header and payload.
  package static let frameByteCount = FrameHeader.byteCount + byteCount

  /// Frames in the commit, this one not counted; at least 1.
  package var frameCount: UInt32
  /// Bytes of those frames, padding included.
  package var byteCount: UInt32
  /// CRC-32C over the 32-byte headers of those frames, in order.
  package var headersChecksum: UInt32
  /// The promise: everything in this file before this offset was on stable storage when the commit
  /// was written.
  package var syncedThrough: UInt64

  package init(
    frameCount: UInt32, byteCount: UInt32, headersChecksum: UInt32, syncedThrough: UInt64
  ) {
    self.frameCount = frameCount
    self.byteCount = byteCount
    self.headersChecksum = headersChecksum
    self.syncedThrough = syncedThrough
  }

  package func store(into buffer: ByteBuffer, at start: Int) {
    buffer.store(frameCount, at: start)
    buffer.store(byteCount, at: start + 4)
    buffer.store(headersChecksum, at: start + 8)
    buffer.store(syncedThrough, at: start + 16)
  }

  package init(decoding bytes: UnsafeRawBufferPointer) throws(FormatError) {
    guard bytes.count == Self.byteCount else { throw .badField("payload length") }
    let reader = unsafe ByteReader(bytes)
    frameCount = reader.u32(at: 0)
    byteCount = reader.u32(at: 4)
    headersChecksum = reader.u32(at: 8)
    syncedThrough = reader.u64(at: 16)
    guard frameCount >= 1 else { throw .badField("frame count") }
    guard byteCount % 8 == 0, UInt64(byteCount) >= UInt64(frameCount) * 32 else {
      throw .badField("byte count")
    }
    guard reader.isZero(at: 12, count: 4) else { throw .badField("reserved") }
  }
}
