import Strandline

extension Verb {
  /// `strandline segments`.
  static let segments = Verb(
    name: "segments", summary: "lists the segments of the log, and what lives in each",
    operands: [.store], options: [.json],
    details: """
      In the order of the log. `end` is where the log leaves a segment, `live` are bytes of records
      that count, lengths rounded up as places give them; the rest before the end is dead. Exits
      with 65 when a segment is missing, too short, or has a damaged header.
      """,
    example: "strandline segments crypto.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let rows = try SegmentRow.all(StoreFiles(arguments.operands[0]))
    if arguments.has(.json) {
      for row in rows { try console.output.write(row.json) }
    } else {
      try console.output.write(SegmentRow.table(rows))
    }
    return rows.contains(where: \.isDamaged) ? .damage : .success
  }
}

/// A segment, as a row of `segments`.
struct SegmentRow {
  let path: String
  let name: FileName
  let state: String
  let isDamaged: Bool
  let byteCount: UInt64
  let end: UInt64?
  let live: UInt64?
  let header: SegmentHeader?

  /// Every segment, those that the manifest names first.
  static func all(_ files: StoreFiles) throws(ToolFailure) -> [SegmentRow] {
    let standing = RecordStanding(files)
    let entries = files.manifest?.entries.filter { $0.name.kind == .segment } ?? []
    let named = Set(entries.map(\.name))
    var rows: [SegmentRow] = []
    for entry in entries { rows.append(try SegmentRow(entry.name, entry, files, standing)) }
    for name in files.names(.segment) where !named.contains(name) {
      rows.append(try SegmentRow(name, nil, files, standing))
    }
    return rows
  }

  private init(
    _ name: FileName, _ entry: ManifestSnapshot.Entry?, _ files: StoreFiles,
    _ standing: RecordStanding
  ) throws(ToolFailure) {
    self.name = name
    guard let file = try files.file(name) else {
      path = files.path(of: name.text)
      (state, isDamaged, byteCount) = ("missing", true, 0)
      (end, live, header) = (nil, nil, nil)
      return
    }
    path = file.path
    byteCount = file.byteCount
    header = file.seed == nil ? nil : try SegmentStretches(file, end: nil).segmentHeader()
    end = standing.end(of: name.id)
    live = end == nil ? nil : standing.loaded.map { $0.index.liveBytes[name.id] }
    let isForeign = files.manifest.map { file.storeID != $0.storeID } ?? false
    let isShort = (entry?.byteCount ?? 0) > byteCount
    let isBroken = file.header == nil || header == nil
    // What no manifest names is not the log's.
    isDamaged = entry != nil && (isShort || isBroken)
    state =
      if isShort {
        "shortened"
      } else if isBroken {
        "damaged header"
      } else if isForeign {
        "of another store"
      } else if let entry {
        Self.word(entry) + (file.path.hasSuffix(FileName.unfinishedSuffix) ? ", unfinished" : "")
      } else {
        file.path.hasSuffix(FileName.unfinishedSuffix) ? "unfinished" : "unnamed"
      }
  }

  private static func word(_ entry: ManifestSnapshot.Entry) -> String {
    entry.isOutput ? "output" : entry.isSealed ? "sealed" : "open"
  }

  /// Bytes before the end that no live record takes.
  private var dead: UInt64? {
    guard let end, let live else { return nil }
    return end - min(end, live)
  }

  static func table(_ rows: [SegmentRow]) -> String {
    var table = TextTable([
      ("segment", .left), ("state", .left), ("bytes", .right), ("end", .right), ("live", .right),
      ("dead", .right), ("first sequence", .right), ("predecessor", .left), ("file", .left),
    ])
    for row in rows {
      table.add([
        row.name.id.text, row.state, Quantity.count(row.byteCount),
        row.end.map { Quantity.count($0) } ?? "unknown",
        row.live.map { Quantity.count($0) } ?? "unknown",
        row.dead.map { Quantity.count($0) } ?? "unknown",
        row.header.map { String($0.firstSequence.rawValue) } ?? "unknown",
        row.header?.predecessor?.text ?? "", Printable.escaping(row.path),
      ])
    }
    return table.text
  }

  var json: JSONOutput {
    .fields([
      "segment": .text(name.id.text), "file": .text(name.text), "path": .text(path),
      "state": .text(state), "damaged": .boolean(isDamaged), "byte_count": .integer(byteCount),
      "end": end.map { .integer($0) } ?? .null,
      "live_byte_count": live.map { .integer($0) } ?? .null,
      "dead_byte_count": dead.map { .integer($0) } ?? .null,
      "first_sequence": header.map { .integer($0.firstSequence.rawValue) } ?? .null,
      "predecessor": header?.predecessor.map { .text($0.text) } ?? .null,
      "predecessor_end": header.map { .integer($0.predecessorEnd) } ?? .null,
    ])
  }
}
