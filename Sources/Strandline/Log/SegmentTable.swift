/// The open segments of a view, by id, and the mappings there are of them.
package struct SegmentTable: Sendable {
  private var files: [FileID: SegmentFile] = [:]
  private var mappings: [FileID: FileMapping] = [:]

  package init() {}

  package subscript(id: FileID) -> SegmentFile? { files[id] }

  package var all: [SegmentFile] { files.values.sorted { $0.id < $1.id } }

  /// The bytes of a sealed segment, for whoever keeps it while looking into them.
  package func mapping(of id: FileID) -> FileMapping? { mappings[id] }

  /// The same segments, read by position only: for whoever must meet an error of the medium as an
  /// error.
  package var positional: SegmentTable {
    var table = self
    table.mappings = [:]
    return table
  }

  package mutating func add(_ file: SegmentFile) { files[file.id] = file }

  /// Readers of an older table go on reading it.
  package mutating func remove(_ id: FileID) {
    files[id] = nil
    mappings[id] = nil
  }

  /// Maps what `manifest` calls sealed and is not mapped yet; never `active`, which grows.
  ///
  /// A sealed segment is mapped up to its end: the writer may still give back what lies behind it.
  /// One that cannot be mapped is read by position.
  package mutating func mapSealed(_ manifest: ManifestSnapshot, active: FileID?) {
    for entry in manifest.entries where entry.isSealed && entry.name.id != active {
      let id = entry.name.id
      guard entry.name.kind == .segment, mappings[id] == nil else { continue }
      mappings[id] = files[id]?.file.mapped(byteCount: entry.byteCount)
    }
  }
}

extension File {
  /// The first `byteCount` bytes of a file that does not become shorter; nil when it has fewer, or
  /// when the system does not map it.
  ///
  /// To touch a byte behind the end of a file is a signal. Segments and index files are removed by
  /// taking their name away, which leaves the bytes to whoever has mapped them.
  func mapped(byteCount: UInt64) -> FileMapping? {
    guard let size = try? size(), size >= byteCount else { return nil }
    return try? map(byteCount: byteCount)
  }
}
