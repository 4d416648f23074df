import Strandline

/// What `check` shows: a verification, and what opening the store had to say.
struct CheckedStore {
  let path: String
  let report: VerifyReport
  let opening: DamageReport

  init(
    _ store: SessionStore, at path: String, _ depth: VerifyDepth, _ console: Console
  ) throws(StoreError) {
    self.path = path
    report = try store.verify(depth) { share in
      console.progress("checking", Int(share * 1000), of: 1000)
      return true
    }
    opening = store.damageReport
  }

  /// What both found, each place once.
  var findings: [DamageReport.Finding] {
    var places: Set<[String]> = []
    return (report.findings + opening.findings).filter { finding in
      places.insert([finding.kind.rawValue, finding.file, String(finding.offset)]).inserted
    }
  }

  var isClean: Bool { report.isClean && opening.isEmpty }

  /// Whether every byte has a class; a quick check gives none.
  var isAccounted: Bool {
    report.depth == .quick
      || report.files.allSatisfy { $0.byteCounts.values.reduce(0, +) == $0.byteCount }
  }

  /// Classes that share a column, and the column's title.
  private static let columns: [(title: String, classes: [VerifyReport.ByteClass])] = [
    ("headers", [.fileHeader, .structureHeader, .commitHeader]), ("live", [.liveFrame]),
    ("dead", [.deadFrame]), ("control", [.tombstone, .controlFrame]), ("padding", [.padding]),
    ("index", [.indexPage, .fencePage]), ("lists", [.watermarks, .fileList, .lockNote]),
    ("unused", [.unused]), ("damaged", [.damaged]),
  ]

  private func count(_ file: VerifyReport.File, _ classes: [VerifyReport.ByteClass]) -> UInt64 {
    classes.reduce(0) { $0 + (file.byteCounts[$1] ?? 0) }
  }

  func text(_ identifiers: inout IdentifierPrinter) -> String {
    fileTable + findingTable(&identifiers) + "\n\(verdict)\n"
  }

  private var fileTable: String {
    let columns = report.depth == .full ? Self.columns : []
    var table = TextTable(
      [("file", .left)] + columns.map { ($0.title, .right) } + [("bytes", .right)])
    for file in report.files {
      let cells = columns.map { Quantity.count(count(file, $0.classes)) }
      table.add([file.name] + cells + [Quantity.count(file.byteCount)])
    }
    let totals = columns.map { column in
      Quantity.count(report.files.reduce(0) { $0 + count($1, column.classes) })
    }
    table.add(["all"] + totals + [Quantity.count(report.byteCount)])
    return table.text
  }

  private func findingTable(_ identifiers: inout IdentifierPrinter) -> String {
    guard !findings.isEmpty else { return "" }
    var table = TextTable([
      ("damaged", .left), ("place", .left), ("bytes", .right), ("room", .left), ("session", .left),
    ])
    for finding in findings {
      table.add([
        finding.kind.rawValue,
        finding.file.isEmpty ? "" : FilePlace.printable("\(path)/\(finding.file)", finding.offset),
        finding.byteCount == 0 ? "unknown" : Quantity.count(finding.byteCount),
        finding.key.map { identifiers.roomText($0) } ?? "",
        finding.key.map { identifiers.sessionText($0) } ?? "",
      ])
    }
    return "\n\(table.text)"
  }

  /// One line.
  private var verdict: String {
    let size =
      "\(Quantity.count(report.files.count, "file")), \(Quantity.count(report.byteCount)) bytes"
    let kept =
      opening.evidenceDropped
      ? "; what was backed up is not known any more: everything is pending" : ""
    guard isClean else {
      return "damaged: \(Quantity.count(findings.count, "place")) in \(size)\(kept)"
    }
    guard report.depth == .full else { return "clean as far as a quick check looks: \(size)" }
    let skipped =
      report.skippedFrameCount == 0
      ? "" : ", \(Quantity.count(report.skippedFrameCount, "frame")) of unknown kinds passed over"
    return "clean: every byte of \(size) accounted for, "
      + "\(Quantity.count(report.sessionCount, "session")) in place\(skipped)"
  }
}

// As JSON.
extension CheckedStore {
  func json(_ identifiers: inout IdentifierPrinter) -> [JSONOutput] {
    var lines: [JSONOutput] = []
    for file in report.files {
      let classes = VerifyReport.ByteClass.allCases.compactMap { byteClass in
        file.byteCounts[byteClass].map {
          JSONOutput.fields(["class": .text(byteClass.rawValue), "byte_count": .integer($0)])
        }
      }
      lines.append(
        .fields([
          "line": .text("file"), "file": .text(file.name), "byte_count": .integer(file.byteCount),
          "byte_counts": .array(classes),
          "named": .boolean(!report.unnamedFiles.contains(file.name)),
        ]))
    }
    for finding in findings {
      lines.append(
        .fields([
          "line": .text("finding"), "kind": .text(finding.kind.rawValue),
          "file": .text(finding.file), "offset": .integer(finding.offset),
          "place": finding.file.isEmpty
            ? .null : .text(FilePlace.text("\(path)/\(finding.file)", finding.offset)),
          "byte_count": .integer(finding.byteCount),
          "room": finding.key.map { identifiers.room($0) } ?? .null,
          "session": finding.key.map { identifiers.session($0) } ?? .null,
        ]))
    }
    lines.append(
      .fields([
        "line": .text("verdict"), "clean": .boolean(isClean),
        "depth": .text(report.depth == .full ? "full" : "quick"),
        "file_count": .count(report.files.count), "byte_count": .integer(report.byteCount),
        "sessions": .count(report.sessionCount),
        "skipped_frame_count": .count(report.skippedFrameCount),
        "evidence_dropped": .boolean(opening.evidenceDropped),
        "unknown_files": .array(report.unknownFiles.map { .text($0) }),
      ]))
    return lines
  }
}
