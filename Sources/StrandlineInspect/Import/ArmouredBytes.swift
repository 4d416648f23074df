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
    for (position, byte) in chunk.enumerated() {
      if let value = Base64Text.value(of: byte) {
        guard paddingCount == 0 else { throw garbled }
        bits = bits << 6 | value
        bitCount += 6
        if bitCount >= 8 {
          bitCount -= 8
          decoded.append(UInt8(truncatingIfNeeded: bits >> bitCount))
        }
        continue
      }
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      case UInt8(ascii: "="):
        paddingCount += 1
        guard paddingCount <= Self.paddingMax else { throw garbled }
      case UInt8(ascii: "-"):
        // A single digit behind the last group of four stands for no byte.
        guard bitCount < 6 else { throw garbled }
        try readFooter(chunk[position...])
        isAtEnd = true
        return
      default: throw garbled
      }
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
