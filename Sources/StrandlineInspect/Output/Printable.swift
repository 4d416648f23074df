/// Makes texts from outside harmless for a terminal and for a line of JSON.
package enum Printable {
  /// The text with everything escaped that steers a terminal or ends a line.
  ///
  /// That is C0 and C1 controls, DEL, line and paragraph separators and the marks that turn the
  /// direction of writing. With `quotes`, also quotation mark and backslash: then it is the inside
  /// of a JSON string.
  package static func escaping(_ text: String, quotes: Bool = false) -> String {
    guard text.unicodeScalars.contains(where: { needsEscape($0, quotes) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      guard needsEscape(scalar, quotes) else {
        result.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      }
    }
    return result
  }

  /// The text escaped and in quotation marks.
  package static func quoting(_ text: String) -> String { "\"\(escaping(text, quotes: true))\"" }

  private static func needsEscape(_ scalar: Unicode.Scalar, _ quotes: Bool) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    case 0x22, 0x5C: quotes
    default: false
    }
  }
}
