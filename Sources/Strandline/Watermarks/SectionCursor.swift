/// Walks the sections of a watermarks file; nothing is taken that is not there.
struct SectionCursor {
  let reader: ByteReader
  private(set) var offset: Int
  private let end: Int

  init(_ reader: ByteReader, from offset: Int, to end: Int) {
    self.reader = reader
    self.offset = offset
    self.end = end
  }

  var isAtEnd: Bool { offset == end }

  /// The offset of the next `count` pieces of `byteCount` bytes each, which are passed over.
  mutating func take(_ count: Int, of byteCount: Int = 1) throws(FormatError) -> Int {
    // Divided, not multiplied: a count from a file may be anything.
    guard count >= 0, count <= (end - offset) / byteCount else { throw .tooShort }
    defer { offset += count * byteCount }
    return offset
  }

  /// Passes over the zeros up to the next multiple of eight.
  mutating func alignToEight() throws(FormatError) {
    let count = (8 - offset % 8) % 8
    guard reader.isZero(at: try take(count), count: count) else { throw .badField("padding") }
  }
}
