import Strandline

/// A place in a file, as the tool prints it and takes it again: `PATH:OFFSET`.
struct FilePlace: Sendable, Hashable {
  let path: String
  /// Nil where the text names a whole file.
  let offset: UInt64?

  /// Reads a place; a path may contain colons, so that only digits behind the last one count.
  init(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else {
      path = text
      offset = nil
      return
    }
    let digits = text[text.index(after: colon)...].utf8
    let isNumber = !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber, colon > text.startIndex, let number = UInt64(String(digits) ?? "") else {
      path = text
      offset = nil
      return
    }
    path = String(text[..<colon])
    offset = number
  }

  /// The text of a place.
  static func text(_ path: String, _ offset: UInt64) -> String { "\(path):\(offset)" }

  /// The same for a table: what steers a terminal is escaped.
  static func printable(_ path: String, _ offset: UInt64) -> String {
    "\(Printable.escaping(path)):\(offset)"
  }
}

extension FileID {
  /// Eight hexadecimal digits, as in the file's name.
  var text: String {
    let digits = String(rawValue, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// An id as people write it: the digits with or without zeros before them, or the file's name.
  init?(text: String) {
    let digits = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)[0].utf8
    guard (1...8).contains(digits.count), let number = Hexadecimal.number(digits),
      let id = FileID(exactly: number)
    else { return nil }
    self = id
  }
}
