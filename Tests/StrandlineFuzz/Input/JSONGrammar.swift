/// JSON by the letter of RFC 8259 but for its encoding: an opinion of its own on what is well formed.
///
/// Written to be short, so it recurses; nil, no opinion, below `depthMax`.
struct JSONGrammar {
  private static let depthMax = 200

  /// How the bytes stand with the grammar.
  enum Verdict: Equatable {
    /// A value; of an array also how many elements.
    case value(elementCount: Int?)
    case broken
    case tooDeep
  }

  private struct Stop: Error { let verdict: Verdict }

  private let bytes: [UInt8]
  private var position = 0

  static func verdict(on bytes: some Sequence<UInt8>) -> Verdict {
    var grammar = JSONGrammar(bytes: Array(bytes))
    do throws(Stop) {
      let count = try grammar.value(depth: 0)
      return grammar.position == grammar.bytes.count ? .value(elementCount: count) : .broken
    } catch { return error.verdict }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func space() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func expect(_ text: String) throws(Stop) {
    guard take(text) else { throw Stop(verdict: .broken) }
  }

  /// A value with the white space around it; of an array how many elements.
  @discardableResult
  private mutating func value(depth: Int) throws(Stop) -> Int? {
    guard depth < Self.depthMax else { throw Stop(verdict: .tooDeep) }
    space()
    defer { space() }
    switch next {
    case UInt8(ascii: "{"):
      _ = try list("{", "}") { grammar throws(Stop) in
        grammar.space()
        try grammar.string()
        grammar.space()
        try grammar.expect(":")
        try grammar.value(depth: depth + 1)
      }
      return nil
    case UInt8(ascii: "["):
      return try list("[", "]") { grammar throws(Stop) in try grammar.value(depth: depth + 1) }
    case UInt8(ascii: "\""): try string()
    default:
      if !take("true"), !take("false"), !take("null") { try number() }
    }
    return nil
  }

  private mutating func list(
    _ open: String, _ close: String, _ element: (inout JSONGrammar) throws(Stop) -> Void
  ) throws(Stop) -> Int {
    try expect(open)
    space()
    if take(close) { return 0 }
    var count = 0
    repeat {
      try element(&self)
      count += 1
    } while take(",")
    try expect(close)
    return count
  }

  private mutating func string() throws(Stop) {
    try expect("\"")
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "\"") { return }
      guard byte >= 0x20 else { break }
      guard byte == UInt8(ascii: "\\") else { continue }
      guard let kind = next, Array(#""\/bfnrtu"#.utf8).contains(kind) else { break }
      position += 1
      guard kind == UInt8(ascii: "u") else { continue }
      for _ in 0..<4 {
        guard let digit = next, Character(Unicode.Scalar(digit)).isHexDigit else {
          throw Stop(verdict: .broken)
        }
        position += 1
      }
    }
    throw Stop(verdict: .broken)
  }

  private mutating func digits() throws(Stop) {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else { throw Stop(verdict: .broken) }
  }

  private mutating func number() throws(Stop) {
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
  }
}
