/// What a compaction output says of one segment it replaces. Formats/compaction-output.md
package struct ReplacedSegment: Hashable, Sendable {
  package static let byteCount = 40

  package var file: FileID
  /// The segment before it; nil for the first of a log, and for an output.
  package var predecessor: FileID?
  /// Where the log leaves that one: nobody else may be left to say it.
  package var predecessorEnd: UInt64
  /// Where the log left the replaced segment itself.
  package var end: UInt64
  package var firstSequence: Sequence48

  package init(
    file: FileID, predecessor: FileID?, predecessorEnd: UInt64, end: UInt64,
    firstSequence: Sequence48
  ) {
    self.file = file
    self.predecessor = predecessor
    self.predecessorEnd = predecessorEnd
    self.end = end
    self.firstSequence = firstSequence
  }

  package static func array(_ replaced: [ReplacedSegment]) -> [UInt8] {
    let buffer = ByteBuffer(capacity: replaced.count * byteCount)
    for segment in replaced {
      let start = buffer.appendZeros(byteCount)
      buffer.store(segment.file.rawValue, at: start)
      buffer.store(segment.predecessor?.rawValue ?? 0, at: start + 8)
      buffer.store(segment.predecessorEnd, at: start + 16)
      buffer.store(segment.end, at: start + 24)
      buffer.store(segment.firstSequence.rawValue, at: start + 32)
    }
    return buffer.array()
  }

  /// Reads what the file `output` says.
  ///
  /// Ids are given out upwards, so it replaces lower ones only, and no two outputs can claim each
  /// other.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer, output: FileID
  ) throws(FormatError) -> [ReplacedSegment] {
    guard bytes.count % byteCount == 0 else { throw .badField("payload length") }
    let reader = unsafe ByteReader(bytes)
    var found: [ReplacedSegment] = []
    for index in 0..<bytes.count / byteCount {
      let start = index * byteCount
      guard let file = FileID(exactly: reader.u32(at: start)), file < output else {
        throw .badField("file id")
      }
      let predecessor = FileID(exactly: reader.u32(at: start + 8))
      guard predecessor != nil || reader.u32(at: start + 8) == 0 else {
        throw .badField("predecessor")
      }
      guard reader.isZero(at: start + 4, count: 4), reader.isZero(at: start + 12, count: 4) else {
        throw .badField("reserved")
      }
      found.append(
        ReplacedSegment(
          file: file, predecessor: predecessor, predecessorEnd: reader.u64(at: start + 16),
          end: reader.u64(at: start + 24), firstSequence: Sequence48(reader.u64(at: start + 32))))
    }
    return found
  }
}

/// The payload of the last frame of a compaction output: what tells a whole one.
package struct OutputEnd: Hashable, Sendable {
  package static let byteCount = 8

  /// Frames before this one.
  package var frameCount: UInt32
  /// CRC-32C over their headers, in order.
  package var headersChecksum: UInt32

  package init(frameCount: UInt32, headersChecksum: UInt32) {
    self.frameCount = frameCount
    self.headersChecksum = headersChecksum
  }

  package func array() -> [UInt8] {
    let buffer = ByteBuffer(capacity: Self.byteCount)
    buffer.appendZeros(Self.byteCount)
    buffer.store(frameCount, at: 0)
    buffer.store(headersChecksum, at: 4)
    return buffer.array()
  }

  package init(decoding bytes: UnsafeRawBufferPointer) throws(FormatError) {
    guard bytes.count == Self.byteCount else { throw .badField("payload length") }
    let reader = unsafe ByteReader(bytes)
    frameCount = reader.u32(at: 0)
    headersChecksum = reader.u32(at: 4)
  }
}
