import Strandline

extension Verb {
  /// `strandline constants`.
  static let constants = Verb(
    name: "constants", summary: "lists the format's constants and the sizes of its structures",
    operands: [], options: [.json],
    details: """
      What this program was built with, and the page in Formats/ that defines it. It reads no store.
      """,
    example: "strandline constants --json", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    if arguments.has(.json) {
      for constant in FormatConstant.all { try console.output.write(constant.json) }
      return .success
    }
    var table = TextTable([
      ("constant", .left), ("value", .right), ("unit", .left), ("page", .left),
    ])
    for constant in FormatConstant.all {
      table.add([
        constant.name, String(constant.value), constant.unit, "Formats/\(constant.page).md",
      ])
    }
    try console.output.write(table.text)
    return .success
  }
}

/// A number that the format fixes.
package struct FormatConstant: Sendable {
  package let name: String
  package let value: UInt64
  let unit: String
  package let page: String

  private init(_ name: String, _ value: Int, _ unit: String, _ page: String) {
    self.name = name
    self.value = UInt64(value)
    self.unit = unit
    self.page = page
  }

  var json: JSONOutput {
    .fields([
      "constant": .text(name), "value": .integer(value), "unit": .text(unit),
      "page": .text("Formats/\(page).md"),
    ])
  }

  /// The constants, then the size of each structure that has a byte table.
  package static let all: [FormatConstant] =
    limits + structures
    + FieldLayout.all.map { layout in
      FormatConstant(
        "\(layout.page): \(layout.heading)", layout.byteCount, "bytes", layout.page)
    }

  private static let structures: [FormatConstant] = [
    .init("format version", Int(FileHeader.formatVersion), "", "file-header"),
    .init("file header", FileHeader.byteCount, "bytes", "file-header"),
    .init("segment header", SegmentHeader.byteCount, "bytes", "segment"),
    .init("first commit", Int(SegmentHeader.firstCommitOffset), "offset", "segment"),
    .init("frame header", FrameHeader.byteCount, "bytes", "frame"),
    .init("frame alignment", 8, "bytes", "frame"),
    .init("commit frame", CommitHeader.frameByteCount, "bytes", "commit"),
    .init("distance of twins", TwinPadding.distance, "bytes", "control-frames"),
    .init("index page", IndexPage.byteCount, "bytes", "index-page"),
    .init("index page header", IndexPage.headerByteCount, "bytes", "index-page"),
    .init("entries of a page", IndexPage.entryCountMax, "", "index-page"),
    .init("values of a page", IndexPage.valueCountMax, "", "index-page"),
    .init("revisions of a map", Int(MapHeader.revisionCountMax), "", "map"),
    .init("revisions of a chunk", Int(RevisionSet.chunkBitCount), "", "watermarks"),
    .init("ranges of a chunk", ChunkForm.rangeCountMax, "", "watermarks"),
    .init("bitmap of a chunk", ChunkForm.bitmapByteCount, "bytes", "watermarks"),
    .init("lock note", LockNote.byteCount, "bytes", "lock"),
  ]

  private static let limits: [FormatConstant] = [
    .init("longest room or session id", Limits.idByteCountMax, "bytes", "README"),
    .init("sender key", Limits.senderKeyByteCount, "bytes", "README"),
    .init("longest payload", Limits.payloadByteCountMax, "bytes", "README"),
    .init("longest version string", Limits.versionByteCountMax, "bytes", "README"),
    .init("longest public key", Limits.publicKeyByteCountMax, "bytes", "README"),
    .init("backup versions kept", Limits.versionCountMax, "", "README"),
    .init("longest name of a frame", FrameHeader.nameByteCountMax, "bytes", "frame"),
    .init("highest file id", Int(FileID.valueMax), "", "names-and-hashes"),
    .init("entries of a manifest", ManifestSnapshot.entryCountMax, "", "manifest"),
  ]
}
