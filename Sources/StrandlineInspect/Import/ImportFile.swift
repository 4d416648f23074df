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
    default: throw try Self.unknown(source, name)
    }
  }

  /// Why a file is none of the three, as far as its first bytes tell.
  private static func unknown(
    _ source: LineSource, _ name: String
  ) throws(ToolFailure) -> ToolFailure {
    let start = Array(try source.peek(4))
    if start.isEmpty { return ToolFailure(.damage, "\(name) is empty") }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      return ToolFailure(.damage, "\(name) is written in UTF-16", hint: "save it as UTF-8 first")
    }
    if start.starts(with: [0x1F, 0x8B]) || start.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return ToolFailure(.damage, "\(name) is compressed", hint: "unpack it first")
    }
    return ToolFailure(
      .damage, "\(name) is no room-key export, no JSON array and no JSON lines",
      hint: "an export begins with its line of dashes, a decrypted one with [, lines with {")
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
