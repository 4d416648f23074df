/// The 32 bytes before every frame's name and payload. Formats/frame.md
package struct FrameHeader: Hashable, Sendable {
  package static let byteCount = 32
  /// Readers that do not know the kind may pass over a frame with this flag.
  package static let skippableFlag: UInt8 = 1
  /// Largest name: two ids, a sender key and the eight bytes before them.
  package static let nameByteCountMax =
    FrameName.fixedByteCount + 2 * Limits.idByteCountMax + Limits.senderKeyByteCount

  /// The raw kind; nil in `kind` when this library does not know it and the frame is skippable.
  package var rawKind: UInt8
  package var flags: UInt8 = 0
  package var nameChecksum: UInt32 = 0
  package var payloadChecksum: UInt32 = 0
  package var nameByteCount: Int
  package var payloadByteCount: Int
  package var sequence: Sequence48
  package var revision: Revision

  package init(
    kind: FrameKind, nameByteCount: Int, payloadByteCount: Int, sequence: Sequence48,
    revision: Revision
  ) {
    rawKind = kind.rawValue
    self.nameByteCount = nameByteCount
    self.payloadByteCount = payloadByteCount
    self.sequence = sequence
    self.revision = revision
  }

  package var kind: FrameKind? { FrameKind(rawValue: rawKind) }

  /// Bytes of name and payload, without padding.
  package var bodyByteCount: Int { nameByteCount + payloadByteCount }
  /// Bytes of the whole frame, padding to a multiple of eight included.
  package var frameByteCount: Int { (Self.byteCount + bodyByteCount + 7) & ~7 }

  /// Writes the header over 32 bytes of `buffer` that become the file's bytes at `fileOffset`.
  package func store(into buffer: ByteBuffer, at start: Int, seed: FrameSeed, fileOffset: UInt64) {
    precondition(fileOffset % 8 == 0 && rawKind != 0, "a frame is misplaced or has no kind")
    buffer.store(nameChecksum, at: start + 4)
    buffer.store(payloadChecksum, at: start + 8)
    buffer.store(rawKind, at: start + 12)
    buffer.store(flags, at: start + 13)
    buffer.store(UInt16(nameByteCount), at: start + 14)
    buffer.store(UInt32(payloadByteCount), at: start + 16)
    buffer.store48(sequence.rawValue, at: start + 20)
    buffer.store48(revision.rawValue, at: start + 26)
    let covered = unsafe buffer.slice(start + 4..<start + Self.byteCount)
    buffer.store(
      unsafe Checksum.extend(seed.checksum(at: fileOffset), over: covered), at: start)
  }

  /// Reads a header that begins at the file's `fileOffset`.
  package init(
    decoding bytes: UnsafeRawBufferPointer, seed: FrameSeed, fileOffset: UInt64
  ) throws(FormatError) {
    guard bytes.count >= Self.byteCount else { throw .tooShort }
    let reader = unsafe ByteReader(bytes)
    rawKind = reader.u8(at: 12)
    guard rawKind != 0 else { throw .badField("kind") }
    let covered = unsafe UnsafeRawBufferPointer(rebasing: bytes[4..<Self.byteCount])
    let checksum = unsafe Checksum.extend(seed.checksum(at: fileOffset), over: covered)
    #if STRANDLINE_CANARIES
      let isPassed = Canary.skipHeaderChecksum.isLoose
    #else
      let isPassed = false
    #endif
    guard reader.u32(at: 0) == checksum || isPassed else { throw .badChecksum }
    flags = reader.u8(at: 13)
    nameChecksum = reader.u32(at: 4)
    payloadChecksum = reader.u32(at: 8)
    nameByteCount = Int(reader.u16(at: 14))
    payloadByteCount = Int(reader.u32(at: 16))
    sequence = Sequence48(reader.u48(at: 20))
    revision = Revision(reader.u48(at: 26))
    guard nameByteCount <= Self.nameByteCountMax else { throw .badField("name length") }
    guard payloadByteCount <= Limits.payloadByteCountMax else { throw .badField("payload length") }
    guard kind != nil || flags & Self.skippableFlag != 0 else { throw .badField("kind") }
  }
}
