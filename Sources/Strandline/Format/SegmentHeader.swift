/// The 64 bytes behind the file header of a log segment. Formats/segment.md
package struct SegmentHeader: Hashable, Sendable {
  package static let byteCount = 64
  /// Where the first commit of a segment begins.
  package static let firstCommitOffset: UInt64 = 128

  /// The segment before this one; nil in the first.
  package var predecessor: FileID?
  /// Where the predecessor ends: what lies behind it there is not part of the log.
  package var predecessorEnd: UInt64
  /// Every sequence in this segment is at least this, unless it was carried over from behind the
  /// predecessor's end.
  package var firstSequence: Sequence48
  /// Whether a compaction wrote it: it has no commits. Formats/compaction-output.md
  package var isOutput: Bool

  private static let outputFlag: UInt32 = 1

  package init(
    predecessor: FileID?, predecessorEnd: UInt64, firstSequence: Sequence48,
    isOutput: Bool = false
  ) {
    self.predecessor = predecessor
    self.predecessorEnd = predecessorEnd
    self.firstSequence = firstSequence
    self.isOutput = isOutput
  }

  package func encode(into buffer: ByteBuffer, seed: FrameSeed) {
    let start = buffer.appendZeros(Self.byteCount)
    buffer.store(predecessor?.rawValue ?? 0, at: start)
    buffer.store(isOutput ? Self.outputFlag : 0, at: start + 4)
    buffer.store(predecessorEnd, at: start + 8)
    buffer.store(firstSequence.rawValue, at: start + 16)
    let covered = unsafe buffer.slice(start..<start + 60)
    buffer.store(unsafe Checksum.extend(seed.checksum(at: 64), over: covered), at: start + 60)
  }

  package init(decoding bytes: UnsafeRawBufferPointer, seed: FrameSeed) throws(FormatError) {
    guard bytes.count >= Self.byteCount else { throw .tooShort }
    let reader = unsafe ByteReader(bytes)
    let covered = unsafe UnsafeRawBufferPointer(rebasing: bytes[0..<60])
    let checksum = unsafe Checksum.extend(seed.checksum(at: 64), over: covered)
    guard reader.u32(at: 60) == checksum else { throw .badChecksum }
    predecessor = FileID(exactly: reader.u32(at: 0))
    guard predecessor != nil || reader.u32(at: 0) == 0 else { throw .badField("predecessor") }
    predecessorEnd = reader.u64(at: 8)
    firstSequence = Sequence48(reader.u64(at: 16))
    let flags = reader.u32(at: 4)
    guard flags & ~Self.outputFlag == 0 else { throw .badField("flags") }
    isOutput = flags & Self.outputFlag != 0
    guard reader.isZero(at: 24, count: 36) else {
      throw .badField("reserved")
    }
  }
}
