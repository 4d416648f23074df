/// A file to import, its kind told by what is in it.
struct ImportFile {
  enum Kind {
    case encrypted(EncryptedExport)
    case array
    case lines

    /// What the kind is called in JSON.
    var name: String {
      switch self {
      case .encrypted: "encrypted"
      case .array: "array"
      case .lines: "lines"
      }
    }
  }

  let name: String
  let source: LineSource
  let kind: Kind

  init(_ path: String, _ console: Console) throws(ToolFailure) {
    name = path == "-" ? "standard input" : path
    source = path == "-" ? console.input : try LineSource(path: path)
    try Self.skipToText(source)
    switch try source.peek(1).first {
    case UInt8(ascii: "["): kind = .array
    case UInt8(ascii: "{"): kind = .lines
    case UInt8(ascii: "-")
    where try source.peek(ArmouredBytes.header.count).elementsEqual(ArmouredBytes.header):
      kind = .encrypted(try EncryptedExport(source, name: name))
    default:
      throw ToolFailure(
        .damage, "\(name) is no room-key export, no JSON array and no JSON lines")
    }
  }

  /// Passes over a byte order mark and white space.
  static func skipToText(_ source: LineSource) throws(ToolFailure) {
    let mark = LineSource.byteOrderMark
    if try source.peek(mark.count).elementsEqual(mark) { source.skip(mark.count) }
    while let byte = try source.peek(1).first, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
      source.skip(1)
    }
  }
}
