/// Lays commits out in a buffer that will be written at a known offset of a known file.
///
/// The only place that makes frames, so that their order, padding and numbering are one thing.
package final class CommitEncoder {
  package let buffer: ByteBuffer
  package private(set) var seed: FrameSeed
  private let file: FileID
  /// The file offset of the buffer's first byte.
  package private(set) var fileOffset: UInt64
  private var commitStart: Int?
  private var frameCount: UInt32 = 0
  private var headersChecksum: UInt32 = 0
  private var firstSequence = Sequence48.zero

  /// `buffer` is an empty one that nobody else has.
  package init(
    seed: FrameSeed, file: FileID, fileOffset: UInt64,
    buffer: ByteBuffer = ByteBuffer(capacity: 64 << 10)
  ) {
    precondition(buffer.count == 0, "commits are laid out in an empty buffer")
    self.buffer = buffer
    self.seed = seed
    self.file = file
    self.fileOffset = fileOffset
  }

  /// The file offset the next frame gets.
  package var offset: UInt64 { fileOffset + UInt64(buffer.count) }

  package func begin() {
    precondition(commitStart == nil, "a commit is open already")
    commitStart = buffer.appendZeros(CommitHeader.frameByteCount)
    frameCount = 0
    headersChecksum = 0
  }

  /// Appends a frame and answers where it lies.
  @discardableResult
  package func append(
    _ kind: FrameKind, name: FrameName?, nameChecksum: UInt32? = nil, payload: [UInt8],
    payloadChecksum: UInt32? = nil, sequence: Sequence48, revision: UInt64 = 0
  ) -> Place {
    precondition(commitStart != nil, "a frame outside a commit")
    let start = buffer.appendZeros(FrameHeader.byteCount)
    name?.append(to: buffer)
    let nameEnd = buffer.count
    buffer.append(payload)
    var header = FrameHeader(
      kind: kind, nameByteCount: nameEnd - start - FrameHeader.byteCount,
      payloadByteCount: payload.count, sequence: sequence, revision: Revision(revision))
    header.nameChecksum =
      unsafe nameChecksum
      ?? Checksum.of(unsafe buffer.slice(start + FrameHeader.byteCount..<nameEnd))
    header.payloadChecksum = payloadChecksum ?? Checksum.of(payload)
    buffer.alignToEight()
    finish(header, at: start)
    return place(start)
  }

  private func place(_ start: Int) -> Place {
    Place(file: file, offset: fileOffset + UInt64(start), byteCount: buffer.count - start)
  }

  /// Appends a frame of another file again, with its numbers, for this file.
  @discardableResult
  package func appendCopy(of frame: FrameView) -> Place {
    let start = buffer.appendZeros(FrameHeader.byteCount)
    unsafe buffer.append(unsafe frame.nameBytes)
    unsafe buffer.append(unsafe frame.payload)
    buffer.alignToEight()
    finish(frame.header, at: start)
    return place(start)
  }

  private func finish(_ header: FrameHeader, at start: Int) {
    header.store(
      into: buffer, at: start, seed: seed, fileOffset: fileOffset + UInt64(start))
    if frameCount == 0 { firstSequence = header.sequence }
    headersChecksum = unsafe Checksum.extend(
      headersChecksum, over: buffer.slice(start..<start + FrameHeader.byteCount))
    frameCount += 1
  }

  /// Ends the commit.
  ///
  /// Without frames it leaves no trace and answers false.
  package func end(syncedThrough: UInt64, nextRevision: UInt64) -> Bool {
    guard let start = commitStart else { preconditionFailure("no commit is open") }
    commitStart = nil
    guard frameCount > 0 else {
      buffer.cut(to: start)
      return false
    }
    let frames = buffer.count - start - CommitHeader.frameByteCount
    let commit = CommitHeader(
      frameCount: frameCount, byteCount: UInt32(frames), headersChecksum: headersChecksum,
      syncedThrough: syncedThrough)
    let payloadStart = start + FrameHeader.byteCount
    commit.store(into: buffer, at: payloadStart)
    var header = FrameHeader(
      kind: .commit, nameByteCount: 0, payloadByteCount: CommitHeader.byteCount,
      sequence: firstSequence, revision: Revision(nextRevision))
    let payload = payloadStart..<payloadStart + CommitHeader.byteCount
    header.payloadChecksum = unsafe Checksum.of(unsafe buffer.slice(payload))
    header.store(into: buffer, at: start, seed: seed, fileOffset: fileOffset + UInt64(start))
    return true
  }

  /// Takes the open commit back.
  package func abandon() {
    if let start = commitStart { buffer.cut(to: start) }
    commitStart = nil
  }
}
