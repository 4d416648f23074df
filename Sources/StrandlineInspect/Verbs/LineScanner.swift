/// Reads JSON tokens from bytes, front to back, strictly by the grammar.
struct LineScanner {
  /// The bytes are not what was asked for.
  enum Failure: Error { case malformed }

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Whether nothing but white space is left.
  var isAtEnd: Bool { bytes[position...].allSatisfy(Self.isSpace) }

  /// Passes over a mark if it comes next.
  mutating func take(_ mark: Unicode.Scalar) -> Bool { take(UInt8(ascii: mark)) }

  /// Passes over a mark that must come next.
  mutating func expect(_ mark: Unicode.Scalar) throws(Failure) {
    guard take(mark) else { throw .malformed }
  }

  /// The bytes of a string.
  mutating func string() throws(Failure) -> [UInt8] {
    guard let text = Self.text(of: try rawString()) else { throw .malformed }
    return text
  }

  /// A whole number from 0 to 2^32 - 1; nil where something else comes next.
  mutating func index() -> UInt32? {
    skipSpace()
    let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
    // What goes on after the digits, such as a fraction, is met by the caller's next mark.
    guard let number = UInt32(String(decoding: digits, as: UTF8.self)),
      digits.count == 1 || digits.first != 0x30
    else { return nil }
    position += digits.count
    return number
  }

  /// A string as it is written, quotation marks included.
  mutating func rawString() throws(Failure) -> ArraySlice<UInt8> {
    skipSpace()
    let start = position
    try skipString()
    return bytes[start..<position]
  }

  /// A value of any kind as it is written.
  mutating func rawValue() throws(Failure) -> ArraySlice<UInt8> {
    skipSpace()
    let start = position
    try skipValue()
    return bytes[start..<position]
  }

  /// Passes over a value of any kind, without recursion: depth costs a byte a level.
  mutating func skipValue() throws(Failure) {
    var closings: [UInt8] = []
    repeat {
      skipSpace()
      if next == UInt8(ascii: "{") || next == UInt8(ascii: "[") {
        let isObject = next == UInt8(ascii: "{")
        position += 1
        let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        if !take(closing) {
          closings.append(closing)
          if isObject { try skipName() }
          continue
        }
      } else if next == UInt8(ascii: "\"") {
        try skipString()
      } else {
        try skipWord()
      }
      try skipClosings(&closings)
    } while !closings.isEmpty
  }

  /// Behind a value: passes over what it closes, or over the comma and name before the next one.
  private mutating func skipClosings(_ closings: inout [UInt8]) throws(Failure) {
    while let closing = closings.last {
      if take(UInt8(ascii: ",")) {
        if closing == UInt8(ascii: "}") { try skipName() }
        return
      }
      guard take(closing) else { throw .malformed }
      closings.removeLast()
    }
  }

  private mutating func skipName() throws(Failure) {
    skipSpace()
    try skipString()
    try expect(":")
  }

  private mutating func skipString() throws(Failure) {
    guard next == UInt8(ascii: "\"") else { throw .malformed }
    position += 1
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\"): try skipEscape()
      case 0x00...0x1F: throw .malformed
      default: break
      }
    }
    throw .malformed
  }

  private mutating func skipEscape() throws(Failure) {
    guard let kind = next else { throw .malformed }
    position += 1
    guard kind == UInt8(ascii: "u") else {
      guard Array(#""\/bfnrt"#.utf8).contains(kind) else { throw .malformed }
      return
    }
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, Hexadecimal.number(digits) != nil else { throw .malformed }
    position += 4
  }

  /// Passes over a number or one of the three words; nothing is converted, so any size will do.
  private mutating func skipWord() throws(Failure) {
    let word = bytes[position...].prefix {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".")
    }
    let isName = ["true", "false", "null"].contains { word.elementsEqual($0.utf8) }
    guard isName || Self.isNumber(word) else { throw .malformed }
    position += word.count
  }

  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    var rest = word
    func digits() -> Int {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits.count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let count = digits()
    guard count > 0, count == 1 || !startsWithZero else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }

  private mutating func skipSpace() {
    while position < bytes.endIndex, Self.isSpace(bytes[position]) { position += 1 }
  }

  private mutating func take(_ mark: UInt8) -> Bool {
    skipSpace()
    guard next == mark else { return false }
    position += 1
    return true
  }
}
