package import Strandline

/// A frame of a kind that a later version may add.
package enum FutureFrame {
  static let kind: UInt8 = 200

  /// The bytes of a segment with one more commit, which holds nothing but such a frame that older
  /// readers may pass over.
  package static func appended(
    to segment: [UInt8], sequence: UInt64, nextRevision: UInt64
  ) throws(FormatError) -> [UInt8] {
    let start = ByteBuffer(capacity: FileHeader.byteCount)
    start.append(Array(segment.prefix(FileHeader.byteCount)))
    let header = try FileHeader(decoding: start.bytes)
    let seed = FrameSeed(storeID: header.storeID, fileID: header.fileID)
    let encoder = CommitEncoder(
      seed: seed, file: header.fileID, fileOffset: UInt64(segment.count))
    let frame = bytes(flags: FrameHeader.skippableFlag, sequence: sequence, seed)
    encoder.begin()
    encoder.appendCopy(of: try FrameView(frame.bytes, seed: seed, fileOffset: 0))
    _ = encoder.end(syncedThrough: UInt64(segment.count), nextRevision: nextRevision)
    return segment + encoder.buffer.array()
  }

  /// The frame alone, at offset 0 of a file.
  package static func bytes(flags: UInt8, sequence: UInt64, _ seed: FrameSeed) -> ByteBuffer {
    let payload = Array("from a later version".utf8)
    let buffer = ByteBuffer(capacity: 64)
    let start = buffer.appendZeros(FrameHeader.byteCount)
    buffer.append(payload)
    buffer.alignToEight()
    var header = FrameHeader(
      kind: .reset, nameByteCount: 0, payloadByteCount: payload.count,
      sequence: Sequence48(sequence), revision: Revision(0))
    header.rawKind = kind
    header.flags = flags
    header.payloadChecksum = Checksum.of(payload)
    header.store(into: buffer, at: start, seed: seed, fileOffset: 0)
    return buffer
  }
}
