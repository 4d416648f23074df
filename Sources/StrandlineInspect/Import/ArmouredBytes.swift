/// The bytes between the first and the last line of a room-key export.
///
/// Base64 of any line width, with or without padding; white space is passed over before anything
/// is decoded.
final class ArmouredBytes: ByteStream {
  static let header = Array("-----BEGIN MEGOLM SESSION DATA-----".utf8)
  static let footer = Array("-----END MEGOLM SESSION DATA-----".utf8)
  private static let paddingMax = 2

  private let source: any ByteStream
  private let name: String
  private var bits: UInt32 = 0
  private var bitCount: UInt32 = 0
  private var paddingCount = 0
  private var isAtEnd = false

  /// The source stands behind the first line.
  init(_ source: any ByteStream, name: String) {
    self.source = source
    self.name = name
  }

  func nextBytes() throws(ToolFailure) -> [UInt8]? {
    var decoded: [UInt8] = []
    while decoded.isEmpty {
      guard !isAtEnd else { return nil }
      guard let chunk = try source.nextBytes() else {
        throw ToolFailure(.damage, "\(name) is cut off: its last line is missing")
      }
      decoded.reserveCapacity(chunk.count / 4 * 3 + 3)
      try decode(chunk, into: &decoded)
    }
    return decoded
  }

  private func decode(_ chunk: [UInt8], into decoded: inout [UInt8]) throws(ToolFailure) {
    var position = 0
    while position < chunk.count {
      if bitCount == 0, paddingCount == 0, position + 4 <= chunk.count {
        position += 4 * decodeGroups(chunk, from: position, into: &decoded)
        guard position < chunk.count else { return }
      }
      let byte = chunk[position]
      if byte == UInt8(ascii: "-") {
        // A single digit behind the last group of four stands for no byte.
        guard bitCount < 6 else { throw garbled }
        try readFooter(chunk[position...])
        isAtEnd = true
        return
      }
      try decode(byte, into: &decoded)
      position += 1
    }
  }

  /// Decodes groups of four digits as long as there are any, and says how many.
  private func decodeGroups(
    _ chunk: [UInt8], from start: Int, into decoded: inout [UInt8]
  ) -> Int {
    let values = Self.values
    var position = start
    while position + 4 <= chunk.count {
      let first = values[Int(chunk[position])]
      let second = values[Int(chunk[position + 1])]
      let third = values[Int(chunk[position + 2])]
      let fourth = values[Int(chunk[position + 3])]
      guard first | second | third | fourth < 64 else { break }
      decoded.append(first << 2 | second >> 4)
      decoded.append(second << 4 | third >> 2)
      decoded.append(third << 6 | fourth)
      position += 4
    }
    return (position - start) / 4
  }

  /// What each byte stands for as a digit; more than 63 for what is none.
  private static let values = (0...255).map { byte in
    Base64Text.value(of: UInt8(byte)).map { UInt8($0) } ?? 0xFF
  }

  /// Takes a byte that is not within a group, or is white space or padding.
  private func decode(_ byte: UInt8, into decoded: inout [UInt8]) throws(ToolFailure) {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D: return
    case UInt8(ascii: "="):
      paddingCount += 1
      guard paddingCount <= Self.paddingMax else { throw garbled }
    default:
      guard paddingCount == 0, let value = Base64Text.value(of: byte) else { throw garbled }
      bits = bits << 6 | value
      bitCount += 6
      guard bitCount >= 8 else { return }
      bitCount -= 8
      decoded.append(UInt8(truncatingIfNeeded: bits >> bitCount))
    }
  }

  private func readFooter(_ begun: ArraySlice<UInt8>) throws(ToolFailure) {
    var line = Array(begun.prefix(Self.footer.count))
    while line.count < Self.footer.count, let more = try source.nextBytes() {
      line += more.prefix(Self.footer.count - line.count)
    }
    guard line == Self.footer else {
      throw ToolFailure(.damage, "\(name) is damaged: its last line is not that of an export")
    }
  }

  private var garbled: ToolFailure {
    ToolFailure(.damage, "\(name) is damaged: it holds what is no base64")
  }
}
