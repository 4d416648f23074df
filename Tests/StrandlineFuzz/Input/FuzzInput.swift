/// Takes numbers and bytes off the front of an input; behind the end everything is zero.
struct FuzzInput {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func u16() -> Int { Int(byte()) | Int(byte()) << 8 }

  /// Fewer at the end.
  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// As many as asked for, zeros behind the end.
  mutating func padded(_ count: Int) -> [UInt8] {
    let found = bytes(count)
    return found + [UInt8](repeating: 0, count: count - found.count)
  }
}
