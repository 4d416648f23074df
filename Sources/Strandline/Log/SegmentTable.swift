/// The open segments of a view, by id.
package struct SegmentTable: Sendable {
  private var files: [FileID: SegmentFile] = [:]

  package init() {}

  package subscript(id: FileID) -> SegmentFile? { files[id] }

  package var all: [SegmentFile] { files.values.sorted { $0.id < $1.id } }

  package mutating func add(_ file: SegmentFile) { files[file.id] = file }

  /// Readers of an older table go on reading it.
  package mutating func remove(_ id: FileID) { files[id] = nil }
}
