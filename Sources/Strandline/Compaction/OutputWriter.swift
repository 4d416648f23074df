/// Writes a compaction output from its header to its last frame. Formats/compaction-output.md
///
/// Holds what is not written yet: a few hundred KiB, or one frame. Nothing is synced.
package final class OutputWriter {
  package let id: FileID
  package let file: any File
  private let seed: FrameSeed
  private let buffer = ByteBuffer(capacity: 320 << 10)
  /// Bytes in the file.
  package private(set) var writtenByteCount: UInt64 = 0
  private var frameCount: UInt32 = 0
  private var headersChecksum: UInt32 = 0

  package init(_ file: any File, id: FileID, storeID: StoreID, firstSequence: Sequence48) {
    self.file = file
    self.id = id
    seed = FrameSeed(storeID: storeID, fileID: id)
    FileHeader(kind: .segment, storeID: storeID, fileID: id).encode(into: buffer)
    SegmentHeader(
      predecessor: nil, predecessorEnd: 0, firstSequence: firstSequence, isOutput: true
    ).encode(into: buffer, seed: seed)
  }

  /// Where the next frame will lie.
  package var end: UInt64 { writtenByteCount + UInt64(buffer.count) }

  package func appendReplaced(_ replaced: [ReplacedSegment]) {
    append(.replaces, ReplacedSegment.array(replaced), sequence: .zero, revision: Revision(0))
  }

  /// Appends a frame of a source as it is, for this file and place.
  package func append(copyOf frame: FrameView) -> Place {
    let start = buffer.appendZeros(FrameHeader.byteCount)
    unsafe buffer.append(unsafe frame.nameBytes)
    unsafe buffer.append(unsafe frame.payload)
    buffer.alignToEight()
    let offset = writtenByteCount + UInt64(start)
    finish(frame.header, at: start)
    return Place(file: id, offset: offset, byteCount: buffer.count - start)
  }

  /// Ends the output.
  ///
  /// The highest numbers of its sources stay in its last header, because no number may be given out
  /// twice, whatever is left of the log.
  package func appendEnd(sequence: Sequence48, revision: Revision) {
    let end = OutputEnd(frameCount: frameCount, headersChecksum: headersChecksum)
    append(.outputEnd, end.array(), sequence: sequence, revision: revision)
  }

  /// Writes what there is, and asks the system to begin writing it out.
  package func flush() throws(StoreError) {
    guard buffer.count > 0 else { return }
    defer { extendLifetime(buffer) }
    try unsafe file.writeFully(buffer.bytes, at: writtenByteCount)
    file.beginWriteback(from: writtenByteCount, byteCount: UInt64(buffer.count))
    writtenByteCount += UInt64(buffer.count)
    buffer.removeAll()
  }

  private func append(
    _ kind: FrameKind, _ payload: [UInt8], sequence: Sequence48, revision: Revision
  ) {
    let start = buffer.appendZeros(FrameHeader.byteCount)
    buffer.append(payload)
    buffer.alignToEight()
    var header = FrameHeader(
      kind: kind, nameByteCount: 0, payloadByteCount: payload.count, sequence: sequence,
      revision: revision)
    header.payloadChecksum = Checksum.of(payload)
    finish(header, at: start)
  }

  private func finish(_ header: FrameHeader, at start: Int) {
    header.store(
      into: buffer, at: start, seed: seed, fileOffset: writtenByteCount + UInt64(start))
    headersChecksum = unsafe Checksum.extend(
      headersChecksum, over: buffer.slice(start..<start + FrameHeader.byteCount))
    frameCount += 1
  }
}
