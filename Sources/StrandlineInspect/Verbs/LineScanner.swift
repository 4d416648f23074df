/// Reads the JSON tokens of one line, front to back.
struct LineScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether nothing but white space is left.
  var isAtEnd: Bool { bytes[position...].allSatisfy(Self.isSpace) }

  /// Passes over a mark if it comes next.
  mutating func take(_ mark: Character) -> Bool {
    skipSpace()
    guard let byte = mark.asciiValue, next == byte else { return false }
    position += 1
    return true
  }

  /// Passes over a mark that must come next.
  mutating func expect(_ mark: Character) throws(UploadLine.Failure) {
    guard take(mark) else { throw .malformed }
  }

  /// The bytes of a string.
  mutating func string() throws(UploadLine.Failure) -> [UInt8] {
    try expect("\"")
    var result: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard String(validating: result, as: UTF8.self) != nil else { throw .malformed }
        return result
      case UInt8(ascii: "\\"): result += try escaped()
      case 0x00...0x1F: throw .malformed
      default: result.append(byte)
      }
    }
    throw .malformed
  }

  /// A whole number from 0 to 2^32 - 1.
  mutating func index() throws(UploadLine.Failure) -> UInt32 {
    skipSpace()
    let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
    position += digits.count
    // What goes on after the digits, such as a fraction, is met by the caller's next mark.
    guard let number = UInt32(String(decoding: digits, as: UTF8.self)),
      digits.count == 1 || digits.first != 0x30
    else { throw .badIndex }
    return number
  }

  /// Passes over a value of any kind; objects and arrays only by their brackets, without recursion.
  mutating func skipValue() throws(UploadLine.Failure) {
    var depth = 0
    repeat {
      skipSpace()
      switch next {
      case UInt8(ascii: "\""): _ = try string()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { throw .malformed }
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw .malformed }
        position += 1
      default: try skipWord()
      }
    } while depth > 0
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }

  private mutating func skipSpace() {
    while let byte = next, Self.isSpace(byte) { position += 1 }
  }

  /// Passes over a number or one of the three words.
  private mutating func skipWord() throws(UploadLine.Failure) {
    let word = bytes[position...].prefix {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".")
    }
    let text = String(decoding: word, as: UTF8.self)
    guard ["true", "false", "null"].contains(text) || Double(text)?.isFinite == true else {
      throw .malformed
    }
    position += word.count
  }

  private mutating func escaped() throws(UploadLine.Failure) -> [UInt8] {
    guard let kind = next else { throw .malformed }
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [kind]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): break
    default: throw .malformed
    }
    var code = try unit()
    if (0xD800...0xDBFF).contains(code) {
      guard next == UInt8(ascii: "\\") else { throw .malformed }
      position += 1
      guard next == UInt8(ascii: "u") else { throw .malformed }
      position += 1
      let low = try unit()
      guard (0xDC00...0xDFFF).contains(low) else { throw .malformed }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw .malformed }
    return Array(String(Character(scalar)).utf8)
  }

  /// Four hexadecimal digits.
  private mutating func unit() throws(UploadLine.Failure) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw .malformed }
    position += 4
    return value
  }
}
