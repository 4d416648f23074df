/// Walks the frames of a segment's accepted part and passes over what is damaged.
///
/// Pure.
package struct SegmentWalk {
  package enum Step {
    /// A frame with a good header, how far its body can be trusted, and its offset.
    case frame(FrameView, FrameView.Body, UInt64)
    /// Bytes in which no frame could be found.
    case damage(Range<UInt64>)
  }

  private let segment: SegmentBytes
  private let end: UInt64
  private var offset: UInt64

  package init(
    _ segment: SegmentBytes, from start: UInt64 = SegmentHeader.firstCommitOffset, end: UInt64
  ) {
    self.segment = segment
    offset = start
    self.end = min(end, segment.byteCount)
  }

  package mutating func next() -> Step? {
    guard offset < end else { return nil }
    if let frame = segment.frame(at: offset, limit: end) {
      defer { offset += UInt64(frame.header.frameByteCount) }
      return .frame(frame, frame.checkBody(), offset)
    }
    let start = offset
    let segment = segment
    let end = end
    // A header that fits by chance would have to match 32 bits and be followed by another one.
    offset =
      segment.probe(from: offset + 8, limit: end) { header, position in
        let next = position + UInt64(header.frameByteCount)
        return next == end || (next < end && segment.header(at: next) != nil)
      } ?? end
    return .damage(start..<offset)
  }
}
