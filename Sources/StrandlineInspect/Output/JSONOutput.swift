/// A JSON value to be printed.
package indirect enum JSONOutput: Sendable, Hashable {
  case text(String)
  case integer(UInt64)
  case number(Double)
  case boolean(Bool)
  case null
  case array([JSONOutput])
  case object([Field])

  /// A named value of an object; the order is kept.
  package struct Field: Sendable, Hashable {
    let name: String
    let value: JSONOutput
  }

  package static func count(_ number: Int) -> JSONOutput { .integer(UInt64(max(0, number))) }

  package static func fields(_ fields: KeyValuePairs<String, JSONOutput>) -> JSONOutput {
    .object(fields.map { Field(name: $0.key, value: $0.value) })
  }

  /// Bytes that are most often text: the text, or where they are not UTF-8 an object that holds
  /// them in base64.
  package static func bytes(_ bytes: [UInt8]) -> JSONOutput {
    if let text = String(validating: bytes, as: UTF8.self) { return .text(text) }
    return .fields(["base64": .text(Base64Text.encode(bytes))])
  }

  /// Appends the value's text, without white space and on one line.
  package func append(to line: inout [UInt8]) {
    switch self {
    case .text(let text): Self.append(text, to: &line)
    case .integer(let number): line += String(number).utf8
    case .number(let number): line += (number.isFinite ? "\(number)" : "null").utf8
    case .boolean(let flag): line += (flag ? "true" : "false").utf8
    case .null: line += "null".utf8
    case .array(let values):
      line.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { line.append(UInt8(ascii: ",")) }
        value.append(to: &line)
      }
      line.append(UInt8(ascii: "]"))
    case .object(let fields):
      line.append(UInt8(ascii: "{"))
      for (index, field) in fields.enumerated() {
        if index > 0 { line.append(UInt8(ascii: ",")) }
        Self.append(field.name, to: &line)
        line.append(UInt8(ascii: ":"))
        field.value.append(to: &line)
      }
      line.append(UInt8(ascii: "}"))
    }
  }

  private static func append(_ text: String, to line: inout [UInt8]) {
    line.append(UInt8(ascii: "\""))
    line += Printable.escaping(text, quotes: true).utf8
    line.append(UInt8(ascii: "\""))
  }
}
