import Strandline

/// Every stretch of a segment, from its first byte to its last, without gaps.
struct SegmentStretches {
  enum Stretch {
    /// The 64 bytes every file begins with; nil where they are damaged.
    case fileHeader(FileHeader?)
    /// The 64 bytes behind them; nil where they are damaged.
    case segmentHeader(SegmentHeader?)
    /// Valid until the next stretch.
    case frame(FrameView)
    /// Bytes of the log in which no frame could be found.
    case damaged
    /// Bytes behind the end of the log in which there is no frame.
    case unused
  }

  private let file: InspectedFile
  private let end: UInt64
  private let pieces: SegmentPieces
  private let seed: FrameSeed

  /// `end` is where the log leaves the segment; nil where that is not known.
  init(_ file: InspectedFile, end: UInt64?) throws(ToolFailure) {
    let seed = try file.neededSeed()
    self.file = file
    self.seed = seed
    self.end = min(end ?? file.byteCount, file.byteCount)
    pieces = SegmentPieces(file.file, seed: seed)
  }

  /// Visits them in order until `body` answers false, all of them or those from the end of an
  /// earlier one on.
  func forEach(
    from start: UInt64 = 0, _ body: (Stretch, Range<UInt64>) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    if start == 0, try !visitHeaders(body) { return }
    let first = max(SegmentHeader.firstCommitOffset, start)
    guard try walk(from: first, to: max(end, first), .damaged, body) else { return }
    _ = try walk(from: max(end, first), to: file.byteCount, .unused, body)
  }

  private func visitHeaders(
    _ body: (Stretch, Range<UInt64>) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    let fileHeaderEnd = min(UInt64(FileHeader.byteCount), file.byteCount)
    let isSegment = file.header?.kind == .segment
    guard try body(.fileHeader(isSegment ? file.header : nil), 0..<fileHeaderEnd) else {
      return false
    }
    // Also where the file ends before it: then it is missing.
    let headerEnd = min(SegmentHeader.firstCommitOffset, file.byteCount)
    return try body(.segmentHeader(try segmentHeader()), fileHeaderEnd..<headerEnd)
  }

  func segmentHeader() throws(ToolFailure) -> SegmentHeader? {
    let bytes = try file.bytes(at: UInt64(FileHeader.byteCount), count: SegmentHeader.byteCount)
    return unsafe bytes.withUnsafeBytes { try? unsafe SegmentHeader(decoding: $0, seed: seed) }
  }

  private func walk(
    from start: UInt64, to limit: UInt64, _ gap: Stretch,
    _ body: (Stretch, Range<UInt64>) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    var offset = start
    while offset < limit {
      let position = offset
      let frame = try engine { () throws(StoreError) in
        try pieces.frame(at: position, end: limit)
      }
      if let frame {
        offset += UInt64(frame.header.frameByteCount)
        guard try body(.frame(frame), position..<offset) else { return false }
      } else {
        offset = try engine { () throws(StoreError) in
          try pieces.resynchronise(after: position, end: limit)
        }
        // A file may end in the middle of eight bytes.
        offset = min(offset, limit)
        guard try body(gap, position..<offset) else { return false }
      }
    }
    return true
  }
}
