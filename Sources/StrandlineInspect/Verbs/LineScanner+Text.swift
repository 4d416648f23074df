extension LineScanner {
  /// What a string stands for, given as it is written; nil where that is no Unicode text.
  static func text(of token: ArraySlice<UInt8>) -> [UInt8]? {
    let inside = token.dropFirst().dropLast()
    guard inside.contains(UInt8(ascii: "\\")) else {
      return String(validating: inside, as: UTF8.self) == nil ? nil : Array(inside)
    }
    var result: [UInt8] = []
    result.reserveCapacity(inside.count)
    var position = inside.startIndex
    while position < inside.endIndex {
      let byte = inside[position]
      position += 1
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      guard let scalar = escaped(inside, &position) else { return nil }
      result += Array(String(Character(scalar)).utf8)
    }
    return String(validating: result, as: UTF8.self) == nil ? nil : result
  }

  private static func escaped(
    _ text: ArraySlice<UInt8>, _ position: inout Int
  ) -> Unicode.Scalar? {
    guard position < text.endIndex else { return nil }
    let kind = text[position]
    position += 1
    switch kind {
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: return Unicode.Scalar(kind)
    }
    guard let first = unit(text, &position) else { return nil }
    guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) }
    guard text[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
      return nil
    }
    position += 2
    guard let second = unit(text, &position), (0xDC00...0xDFFF).contains(second) else {
      return nil
    }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  /// Four hexadecimal digits.
  private static func unit(_ text: ArraySlice<UInt8>, _ position: inout Int) -> UInt32? {
    let digits = text[position...].prefix(4)
    position += digits.count
    return digits.count == 4 ? Hexadecimal.number(digits) : nil
  }
}
