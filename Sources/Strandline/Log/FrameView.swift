/// A frame in borrowed bytes, checked part by part.
///
/// Pure.
@safe package struct FrameView {
  package let header: FrameHeader
  private let frame: UnsafeRawBufferPointer

  /// How far a frame can be trusted.
  package enum Body: Hashable, Sendable {
    /// Name, payload and padding are as they were written.
    case intact
    /// The name is; the payload or the padding is not.
    case payloadDamaged
    /// Not even the name.
    case nameDamaged
  }

  /// Reads the header at the start of `bytes`; the body may still be damaged.
  /// - Throws: `tooShort` when the frame reaches behind the bytes.
  package init(
    _ bytes: UnsafeRawBufferPointer, seed: FrameSeed, fileOffset: UInt64
  ) throws(FormatError) {
    header = try unsafe FrameHeader(decoding: bytes, seed: seed, fileOffset: fileOffset)
    guard bytes.count >= header.frameByteCount else { throw .tooShort }
    unsafe frame = UnsafeRawBufferPointer(rebasing: bytes[..<header.frameByteCount])
  }

  package var nameBytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      rebasing: frame[FrameHeader.byteCount..<FrameHeader.byteCount + header.nameByteCount])
  }

  package var payload: UnsafeRawBufferPointer {
    let start = FrameHeader.byteCount + header.nameByteCount
    return unsafe UnsafeRawBufferPointer(rebasing: frame[start..<start + header.payloadByteCount])
  }

  package func checkBody() -> Body {
    guard unsafe Checksum.of(unsafe nameBytes) == header.nameChecksum else { return .nameDamaged }
    guard unsafe Checksum.of(unsafe payload) == header.payloadChecksum else {
      return .payloadDamaged
    }
    let end = FrameHeader.byteCount + header.bodyByteCount
    let padding = unsafe ByteReader(frame).isZero(at: end, count: header.frameByteCount - end)
    return padding ? .intact : .payloadDamaged
  }

  /// The name, if its checksum holds and it is well formed.
  package func name() -> FrameName? {
    guard header.nameByteCount > 0, unsafe Checksum.of(unsafe nameBytes) == header.nameChecksum
    else {
      return nil
    }
    return try? unsafe FrameName(decoding: nameBytes)
  }
}
