/// The fields of one structure, named as in the byte table of its page in Formats/.
package struct FieldLayout: Sendable {
  package struct Field: Sendable {
    package let name: String
    package let byteCount: Int
    let form: Form
  }

  /// How a field's value is shown.
  enum Form: Sendable {
    case number
    /// The bytes say it.
    case bytes
    /// Derived from room ids, session ids or sender keys: shown only with them.
    case hash
  }

  /// The page in Formats/, without its ending.
  package let page: String
  /// The heading that the table stands under.
  package let heading: String
  package let fields: [Field]

  private init(_ page: String, _ heading: String, _ fields: [Field]) {
    self.page = page
    self.heading = heading
    self.fields = fields
  }

  package var byteCount: Int { fields.reduce(0) { $0 + $1.byteCount } }

  private static func number(_ name: String, _ byteCount: Int) -> Field {
    Field(name: name, byteCount: byteCount, form: .number)
  }

  private static func bytes(_ name: String, _ byteCount: Int) -> Field {
    Field(name: name, byteCount: byteCount, form: .bytes)
  }

  private static func hash(_ name: String, _ byteCount: Int) -> Field {
    Field(name: name, byteCount: byteCount, form: .hash)
  }
}

// The log.
extension FieldLayout {
  static let fileHeader = FieldLayout(
    "file-header", "Layout",
    [
      bytes("magic", 8), number("kind", 2), number("format version", 2), number("file id", 4),
      bytes("store id", 16), number("incompatible flags", 4),
      number("read-only-compatible flags", 4), number("compatible flags", 4),
      bytes("reserved", 16), bytes("checksum", 4),
    ])
  static let segmentHeader = FieldLayout(
    "segment", "Layout of the segment header",
    [
      number("predecessor", 4), number("flags", 4), number("predecessor end", 8),
      number("first sequence", 8), bytes("reserved", 36), bytes("checksum", 4),
    ])
  // The checksums of a frame depend on its name, and tell a guess at it from another.
  static let frameHeader = FieldLayout(
    "frame", "Header",
    [
      hash("header checksum", 4), hash("name checksum", 4), hash("payload checksum", 4),
      number("kind", 1), number("flags", 1), number("name length", 2),
      number("payload length", 4), number("sequence", 6), number("revision", 6),
    ])
  static let frameName = FieldLayout(
    "frame", "Name",
    [
      number("first length", 1), number("second length", 1), number("third length", 1),
      number("sender data kind", 1), number("first known index", 4),
    ])
  static let commit = FieldLayout(
    "commit", "Payload of the commit frame",
    [
      number("frame count", 4), number("byte count", 4), hash("headers checksum", 4),
      bytes("reserved", 4), number("synced through", 8),
    ])
  static let lease = FieldLayout(
    "records", "Lease (8)",
    [
      number("generation", 8), number("taken at", 8), number("milliseconds", 4),
      bytes("reserved", 4),
    ])
  static let range = FieldLayout(
    "control-frames", "Range", [number("first", 8), number("last", 8)])
  static let incarnation = FieldLayout(
    "control-frames", "Clean mark (20)",
    [bytes("incarnation high", 8), bytes("incarnation low", 8)])
  static let replaces = FieldLayout(
    "compaction-output", "Replaces (kind 21)",
    [
      number("file id", 4), bytes("reserved", 4), number("predecessor", 4),
      bytes("reserved 2", 4), number("predecessor end", 8), number("end", 8),
      number("first sequence", 8),
    ])
  static let outputEnd = FieldLayout(
    "compaction-output", "Output end (22)",
    [number("frame count", 4), hash("headers checksum", 4)])
}

// The other files.
extension FieldLayout {
  static let manifestBody = FieldLayout(
    "manifest", "Body",
    [
      hash("hash key 0", 8), hash("hash key 1", 8), number("basis sequence", 8),
      number("basis offset", 8), number("basis file", 4), number("next file id", 4),
      number("next sequence", 8), number("next revision", 8), number("entry count", 4),
      bytes("reserved", 12),
    ])
  static let manifestEntry = FieldLayout(
    "manifest", "Entry",
    [
      number("file id", 4), number("kind", 2), number("sealed", 2), number("byte count", 8),
      number("live byte count", 8), number("dead byte count", 8), number("first sequence", 8),
      number("copied byte count", 8),
    ])
  static let lock = FieldLayout(
    "lock", "Layout",
    [
      bytes("magic", 8), number("process id", 4), bytes("reserved", 1),
      number("has boot identity", 1), bytes("reserved 2", 2), bytes("boot identity", 16),
      bytes("reserved 3", 8), bytes("checksum", 4), bytes("reserved 4", 4),
    ])
  static let page = FieldLayout(
    "index-page", "Layout",
    [
      bytes("checksum", 4), number("count", 2), number("kind", 1), bytes("reserved", 1),
      bytes("reserved 2", 8),
    ])
  static let mapHeader = FieldLayout(
    "map", "Map header",
    [
      number("first revision", 8), number("count", 8), number("value page count", 4),
      bytes("reserved", 40), bytes("checksum", 4),
    ])
  static let runHeader = FieldLayout(
    "run", "Run header",
    [
      number("family", 1), bytes("reserved", 7), number("entry count", 8),
      number("entry page count", 4), number("fence page count", 4), hash("first high", 8),
      hash("last high", 8), bytes("reserved 2", 20), bytes("checksum", 4),
    ])
  static let hashEntry = FieldLayout("index-page", "Entry", [hash("high", 8), hash("low", 8)])
  static let watermarksHeader = FieldLayout(
    "watermarks", "Header",
    [
      number("basis sequence", 8), number("next revision", 8), number("floor", 8),
      number("byte count", 8), number("live count", 8), number("live neighbour count", 8),
      number("nameless count", 4), number("segment count", 4), number("version count", 4),
      number("flags", 4),
    ])
  static let version = FieldLayout(
    "watermarks", "Version",
    [
      number("watermark", 8), number("count", 8), number("legacy overlap", 8),
      number("epoch", 8), number("last use", 8), number("flags", 4),
      number("version length", 1), number("public key length", 1), bytes("reserved", 2),
    ])
  static let set = FieldLayout(
    "watermarks", "Set", [number("chunk count", 4), bytes("reserved", 4)])
  static let chunk = FieldLayout(
    "watermarks", "Chunk",
    [
      number("index", 4), number("form", 1), bytes("reserved", 1), number("range count", 2),
    ])
  static let chunkRange = FieldLayout(
    "watermarks", "Range", [number("first", 2), number("last", 2)])
  static let liveBytes = FieldLayout(
    "watermarks", "Live bytes",
    [number("file id", 4), bytes("reserved", 4), number("byte count", 8)])

  /// Every structure that the format has.
  package static let all: [FieldLayout] = [
    fileHeader, segmentHeader, frameHeader, frameName, commit, lease, range, incarnation, replaces,
    outputEnd, manifestBody, manifestEntry, lock, page, hashEntry, mapHeader, runHeader,
    watermarksHeader, version, set, chunk, chunkRange, liveBytes,
  ]
}
