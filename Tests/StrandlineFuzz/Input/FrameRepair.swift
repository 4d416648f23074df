import Strandline

/// Makes the frames of a segment image right again where their lengths lead to one another.
enum FrameRepair {
  private struct Frame {
    let start: Int
    let nameEnd: Int
    let payloadEnd: Int
    let end: Int
    let kind: UInt8
  }

  static func repair(_ bytes: inout [UInt8], _ seed: FrameSeed) {
    let frames = frames(bytes)
    for frame in frames where frame.kind != FrameKind.commit.rawValue {
      finish(frame, &bytes, seed)
    }
    for (index, frame) in frames.enumerated() {
      if frame.kind == FrameKind.commit.rawValue { commit(index, frames, &bytes, seed) }
      if frame.kind == FrameKind.outputEnd.rawValue { outputEnd(index, frames, &bytes, seed) }
    }
  }

  private static func frames(_ bytes: [UInt8]) -> [Frame] {
    var frames: [Frame] = []
    var offset = Int(SegmentHeader.firstCommitOffset)
    while offset + FrameHeader.byteCount <= bytes.count {
      let nameEnd = offset + FrameHeader.byteCount + Int(bytes.number(UInt16.self, at: offset + 14))
      let payloadEnd = nameEnd + Int(bytes.number(UInt32.self, at: offset + 16))
      let end = (payloadEnd + 7) & ~7
      let kind = bytes[offset + 12]
      guard kind != 0, end <= bytes.count else {
        offset += 8
        continue
      }
      frames.append(
        Frame(start: offset, nameEnd: nameEnd, payloadEnd: payloadEnd, end: end, kind: kind))
      offset = end
    }
    return frames
  }

  /// A commit is made to hold all frames up to the next one.
  private static func commit(
    _ index: Int, _ frames: [Frame], _ bytes: inout [UInt8], _ seed: FrameSeed
  ) {
    let frame = frames[index]
    if frame.payloadEnd - frame.nameEnd == CommitHeader.byteCount {
      let held = frames[(index + 1)...].prefix { $0.kind != FrameKind.commit.rawValue }
      bytes.put(UInt32(held.count), at: frame.nameEnd)
      bytes.put(UInt32(held.reduce(0) { $0 + $1.end - $1.start }), at: frame.nameEnd + 4)
      bytes.put(headersChecksum(held, bytes), at: frame.nameEnd + 8)
    }
    finish(frame, &bytes, seed)
  }

  /// The end of an output is made to count all frames before it.
  private static func outputEnd(
    _ index: Int, _ frames: [Frame], _ bytes: inout [UInt8], _ seed: FrameSeed
  ) {
    let frame = frames[index]
    guard frame.payloadEnd - frame.nameEnd == OutputEnd.byteCount else { return }
    bytes.put(UInt32(index), at: frame.nameEnd)
    bytes.put(headersChecksum(frames[..<index], bytes), at: frame.nameEnd + 4)
    finish(frame, &bytes, seed)
  }

  private static func headersChecksum(_ frames: ArraySlice<Frame>, _ bytes: [UInt8]) -> UInt32 {
    frames.reduce(0) { bytes.checksum($1.start..<$1.start + FrameHeader.byteCount, from: $0) }
  }

  private static func finish(_ frame: Frame, _ bytes: inout [UInt8], _ seed: FrameSeed) {
    let headerEnd = frame.start + FrameHeader.byteCount
    bytes.put(bytes.checksum(headerEnd..<frame.nameEnd), at: frame.start + 4)
    bytes.put(bytes.checksum(frame.nameEnd..<frame.payloadEnd), at: frame.start + 8)
    for padding in frame.payloadEnd..<frame.end { bytes[padding] = 0 }
    let start = seed.checksum(at: UInt64(frame.start))
    bytes.put(bytes.checksum(frame.start + 4..<headerEnd, from: start), at: frame.start)
  }
}
