/// Reads frames by place: from the segments of a view, and, for the leader, from commits that are
/// not written yet.
package struct RecordSource {
  package let segments: SegmentTable
  package let inFlight: CommitEncoder?
  /// One read covers most records: header, name and today's largest usual payload.
  private static let firstReadByteCount = 4096

  package init(_ segments: SegmentTable, inFlight: CommitEncoder? = nil) {
    self.segments = segments
    self.inFlight = inFlight
  }

  /// Calls `body` with the frame at `place`.
  /// - Throws: `.corrupt` when no frame with this revision begins there; `.io` from the system.
  package func withFrame<R>(
    at place: Place, revision: UInt64, _ body: (FrameView) throws(StoreError) -> R
  ) throws(StoreError) -> R {
    guard let id = place.file, let segment = segments[id] else {
      throw StoreError(.corrupt, "the segment of this record is missing", offset: place.offset)
    }
    if let inFlight, inFlight.seed == segment.seed, place.offset >= inFlight.fileOffset {
      defer { extendLifetime(inFlight) }
      let start = Int(place.offset - inFlight.fileOffset)
      guard start < inFlight.buffer.count else { throw Self.damaged(segment, place) }
      let bytes = unsafe inFlight.buffer.slice(start..<inFlight.buffer.count)
      return try unsafe body(Self.view(bytes, segment, place, revision))
    }
    let buffer = ByteBuffer(capacity: Self.firstReadByteCount)
    defer { extendLifetime(buffer) }
    try Self.read(Self.firstReadByteCount, of: segment, at: place, into: buffer)
    guard
      let header = try? unsafe FrameHeader(
        decoding: buffer.bytes, seed: segment.seed, fileOffset: place.offset)
    else { throw Self.damaged(segment, place) }
    if header.frameByteCount > buffer.count {
      buffer.removeAll()
      try Self.read(header.frameByteCount, of: segment, at: place, into: buffer)
    }
    return try unsafe body(Self.view(buffer.bytes, segment, place, revision))
  }

  private static func read(
    _ byteCount: Int, of segment: SegmentFile, at place: Place, into buffer: ByteBuffer
  ) throws(StoreError) {
    unsafe try buffer.appendRead(upTo: byteCount) { space throws(StoreError) in
      try unsafe segment.read(into: space, at: place.offset)
    }
  }

  private static func view(
    _ bytes: UnsafeRawBufferPointer, _ segment: SegmentFile, _ place: Place, _ revision: UInt64
  ) throws(StoreError) -> FrameView {
    guard
      let frame = try? unsafe FrameView(bytes, seed: segment.seed, fileOffset: place.offset),
      frame.header.revision.rawValue == revision
    else { throw damaged(segment, place) }
    return frame
  }

  package static func damaged(_ segment: SegmentFile, _ place: Place) -> StoreError {
    StoreError(
      .corrupt, "this record is damaged; everything else stays readable, see the damage report",
      path: segment.name, offset: place.offset)
  }
}
