/// A name and its value in a JSON object, both as they are written.
///
/// Nothing is decoded before it is asked for, so that what nobody asks for can be kept to the
/// letter.
struct JSONMember {
  /// The name with its quotation marks.
  let name: ArraySlice<UInt8>
  let value: ArraySlice<UInt8>

  /// The members of the object that `text` is, in their order.
  static func members(of text: ArraySlice<UInt8>) throws(LineScanner.Failure) -> [JSONMember] {
    var scanner = LineScanner(text)
    var members: [JSONMember] = []
    try scanner.expect("{")
    while !scanner.take("}") {
      if !members.isEmpty { try scanner.expect(",") }
      let name = try scanner.rawString()
      try scanner.expect(":")
      members.append(JSONMember(name: name, value: try scanner.rawValue()))
    }
    guard scanner.isAtEnd else { throw .malformed }
    return members
  }

  /// Whether the name, its escapes resolved, is `text`.
  func isNamed(_ text: String) -> Bool {
    let inside = name.dropFirst().dropLast()
    if !inside.contains(UInt8(ascii: "\\")) { return inside.elementsEqual(text.utf8) }
    return LineScanner.text(of: name)?.elementsEqual(text.utf8) ?? false
  }

  /// What the value stands for if it is a string of Unicode text.
  var text: [UInt8]? {
    value.first == UInt8(ascii: "\"") ? LineScanner.text(of: value) : nil
  }
}

extension [JSONMember] {
  /// The last member of that name: the one that counts for every reader of JSON.
  func last(named name: String) -> JSONMember? { last { $0.isNamed(name) } }
}
