/// Revisions as sorted, disjoint, closed ranges: the payload of acknowledge and legacy frames.
package struct RevisionRanges: Hashable, Sendable {
  package static let rangeByteCount = 16
  package private(set) var ranges: [ClosedRange<UInt64>] = []

  package init() {}

  /// Makes ranges from revisions in any order, repeats allowed.
  package init(_ revisions: [UInt64]) {
    for revision in revisions.sorted() {
      guard let last = ranges.last else {
        ranges.append(revision...revision)
        continue
      }
      if revision == last.upperBound + 1 {
        ranges[ranges.count - 1] = last.lowerBound...revision
      } else if revision > last.upperBound {
        ranges.append(revision...revision)
      }
    }
  }

  /// The same in parts of at most `count` ranges, so that each fits into a frame; at least one part.
  package func split(count: Int) -> [RevisionRanges] {
    guard ranges.count > count else { return [self] }
    return stride(from: 0, to: ranges.count, by: count).map { start in
      var part = RevisionRanges()
      part.ranges = Array(ranges[start..<min(start + count, ranges.count)])
      return part
    }
  }

  package var byteCount: Int { ranges.count * Self.rangeByteCount }

  package func append(to buffer: ByteBuffer) {
    for range in ranges {
      let start = buffer.appendZeros(Self.rangeByteCount)
      buffer.store(range.lowerBound, at: start)
      buffer.store(range.upperBound, at: start + 8)
    }
  }

  package init(decoding bytes: UnsafeRawBufferPointer) throws(FormatError) {
    guard bytes.count % Self.rangeByteCount == 0 else { throw .badField("payload length") }
    let reader = unsafe ByteReader(bytes)
    var previous: UInt64 = 0
    for index in 0..<bytes.count / Self.rangeByteCount {
      let lower = reader.u64(at: index * Self.rangeByteCount)
      let upper = reader.u64(at: index * Self.rangeByteCount + 8)
      guard lower > previous, upper >= lower, upper < 1 << 48 else { throw .badField("range") }
      ranges.append(lower...upper)
      previous = upper
    }
  }
}

/// The payload of a lease frame.
package struct LeaseBody: Hashable, Sendable {
  package static let byteCount = 24
  /// Counts the holders, from 1.
  package var generation: UInt64
  /// Wall clock, milliseconds since 1970, when the lease was taken or extended.
  package var takenAt: UInt64
  /// How long the holder asked for, in milliseconds.
  package var milliseconds: UInt32

  package init(generation: UInt64, takenAt: UInt64, milliseconds: UInt32) {
    self.generation = generation
    self.takenAt = takenAt
    self.milliseconds = milliseconds
  }

  package func array() -> [UInt8] {
    let buffer = ByteBuffer(capacity: Self.byteCount)
    buffer.appendZeros(Self.byteCount)
    buffer.store(generation, at: 0)
    buffer.store(takenAt, at: 8)
    buffer.store(milliseconds, at: 16)
    return buffer.array()
  }

  package init(decoding bytes: UnsafeRawBufferPointer) throws(FormatError) {
    guard bytes.count == Self.byteCount else { throw .badField("payload length") }
    let reader = unsafe ByteReader(bytes)
    generation = reader.u64(at: 0)
    takenAt = reader.u64(at: 8)
    milliseconds = reader.u32(at: 16)
    guard reader.isZero(at: 20, count: 4) else { throw .badField("reserved") }
  }
}

/// The payload of a clean mark: the lives that the next one follows, the newest first.
package enum CleanMark {
  package static let incarnationByteCount = 16

  package static func array(_ lineage: Lineage) -> [UInt8] {
    let buffer = ByteBuffer(capacity: Lineage.countMax * incarnationByteCount)
    for incarnation in lineage.lives {
      let start = buffer.appendZeros(incarnationByteCount)
      buffer.store(incarnation.high, at: start)
      buffer.store(incarnation.low, at: start + 8)
    }
    return buffer.array()
  }

  package static func decode(
    _ bytes: UnsafeRawBufferPointer
  ) throws(FormatError) -> [Incarnation] {
    let count = bytes.count / incarnationByteCount
    guard bytes.count % incarnationByteCount == 0, (1...Lineage.countMax).contains(count) else {
      throw .badField("payload length")
    }
    let reader = unsafe ByteReader(bytes)
    return (0..<count).map { index in
      let start = index * incarnationByteCount
      return Incarnation(high: reader.u64(at: start), low: reader.u64(at: start + 8))
    }
  }
}

/// Reset and forget frames are written twice in their commit, at least 512 bytes apart, so that one
/// rotten sector cannot take both: the payload is zeros that make up the distance.
package enum TwinPadding {
  package static let distance = 512

  package static func payloadByteCount(nameByteCount: Int) -> Int {
    max(0, distance - FrameHeader.byteCount - nameByteCount)
  }
}
