/// What the bytes of a compaction output tell of it.
///
/// Pure.
package struct OutputCheck: Hashable, Sendable {
  /// What it replaces.
  package let replaced: [ReplacedSegment]
  /// Whether it ends in a frame that counts all before it: it is as it was written to its end, but
  /// for names and payloads, which have their own checksums.
  package let isWhole: Bool

  /// Reads an output; nil when the first frame does not say what it replaces.
  package init?(_ segment: SegmentBytes, file: FileID) {
    let limit = segment.byteCount
    guard let first = segment.frame(at: SegmentHeader.firstCommitOffset, limit: limit),
      let replaced = Self.replaced(first, file: file)
    else { return nil }
    self.replaced = replaced
    var count: UInt32 = 0
    var checksum: UInt32 = 0
    var offset = SegmentHeader.firstCommitOffset
    var isWhole = false
    while let frame = segment.frame(at: offset, limit: limit) {
      let end = offset + UInt64(frame.header.frameByteCount)
      if frame.header.kind == .outputEnd, end == limit, frame.checkBody() == .intact {
        let expected = OutputEnd(frameCount: count, headersChecksum: checksum)
        isWhole = (try? unsafe OutputEnd(decoding: frame.payload)) == expected
      }
      checksum = unsafe Checksum.extend(checksum, over: segment.headerBytes(at: offset))
      count &+= 1
      offset = end
    }
    self.isWhole = isWhole
  }

  /// What the first frame of an output says; nil when it is none, or damaged.
  package static func replaced(_ frame: FrameView, file: FileID) -> [ReplacedSegment]? {
    guard frame.header.kind == .replaces, frame.checkBody() == .intact else { return nil }
    return try? unsafe ReplacedSegment.decode(frame.payload, output: file)
  }
}

extension SegmentFile {
  /// What an output replaces, by its first frame alone; nil when that is damaged.
  package func replacedSegments() throws(StoreError) -> [ReplacedSegment]? {
    let start = SegmentHeader.firstCommitOffset
    let header = try file.contents(from: start, byteCountMax: UInt64(FrameHeader.byteCount))
    defer { extendLifetime(header) }
    guard
      let first = try? unsafe FrameHeader(decoding: header.bytes, seed: seed, fileOffset: start)
    else { return nil }
    let bytes = try file.contents(from: start, byteCountMax: UInt64(first.frameByteCount))
    defer { extendLifetime(bytes) }
    guard let frame = try? unsafe FrameView(bytes.bytes, seed: seed, fileOffset: start) else {
      return nil
    }
    return OutputCheck.replaced(frame, file: id)
  }

  /// The segment header behind the file header; nil when it is damaged.
  package func segmentHeader() throws(StoreError) -> SegmentHeader? {
    let bytes = try file.contents(byteCountMax: SegmentHeader.firstCommitOffset)
    defer { extendLifetime(bytes) }
    guard bytes.count == Int(SegmentHeader.firstCommitOffset) else { return nil }
    return try? unsafe SegmentHeader(
      decoding: bytes.slice(FileHeader.byteCount..<bytes.count), seed: seed)
  }
}
