/// Reads frames by place: from the segments of a view, mapped ones where they lie in memory, and, for
/// the leader, from commits that are not written yet.
package struct RecordSource {
  package let segments: SegmentTable
  package let inFlight: CommitEncoder?

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
    if let mapping = segments.mapping(of: id) {
      defer { extendLifetime(mapping) }
      if let frame = Self.frame(in: mapping, segment, place, revision) { return try body(frame) }
      // Not as it should be there: judged by what a read says.
    }
    let buffer = ByteBuffer(capacity: place.readByteCount)
    defer { extendLifetime(buffer) }
    try Self.read(place.readByteCount, of: segment, at: place, into: buffer)
    guard
      let header = try? unsafe FrameHeader(
        decoding: buffer.bytes, seed: segment.seed, fileOffset: place.offset)
    else { throw Self.damaged(segment, place) }
    if header.frameByteCount > place.readByteCount {
      // The place comes from a damaged index file.
      buffer.removeAll()
      try Self.read(header.frameByteCount, of: segment, at: place, into: buffer)
    }
    return try unsafe body(Self.view(buffer.bytes, segment, place, revision))
  }

  /// The sequence of the record at `place`; nil when it cannot be read.
  /// - Throws: `.io` from the system.
  package func sequence(at place: Place, _ revision: UInt64) throws(StoreError) -> UInt64? {
    do {
      return try withFrame(at: place, revision: revision) { frame throws(StoreError) in
        frame.header.sequence.rawValue
      }
    } catch {
      guard error.code == .corrupt else { throw error }
      return nil
    }
  }

  private static func read(
    _ byteCount: Int, of segment: SegmentFile, at place: Place, into buffer: ByteBuffer
  ) throws(StoreError) {
    unsafe try buffer.appendRead(upTo: byteCount) { space throws(StoreError) in
      try unsafe segment.read(into: space, at: place.offset)
    }
  }

  /// The frame at a place in a mapping that shows all of it; valid while the mapping lives.
  private static func frame(
    in mapping: FileMapping, _ segment: SegmentFile, _ place: Place, _ revision: UInt64
  ) -> FrameView? {
    let mapped = unsafe mapping.bytes
    guard place.offset < UInt64(mapped.count) else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: mapped[Int(place.offset)...])
    return try? unsafe view(bytes, segment, place, revision)
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
