import Strandline

extension Verb {
  /// `strandline salvage`.
  static let salvage = Verb(
    name: "salvage", summary: "makes a new store of whatever can be read of a damaged one",
    operands: [.store], options: [.output.required, .reveal, .json],
    details: """
      The damaged store is only read, as it is when the verb begins. Of a damaged session the newest
      intact copy is taken. What backups hold is carried over only if nothing at all was
      damaged; otherwise everything is pending, and is uploaded twice rather than not at all. Lists
      every place and every session that was lost. Exits with 65 when there is one, or when what
      backups hold was not carried over. Interrupted, it leaves nothing.
      """,
    example: "strandline salvage crypto.strandline --output repaired.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let source = arguments.operands[0]
    guard let output = arguments.value(.output) else { throw .usage("--output is missing") }
    let report = try Interruptible.run("salvaging", console, ending: "there is no new store") {
      (progress) throws(ToolFailure) in
      try NewCopy.make(of: source, at: output) { () throws(StoreError) in
        try SessionStore.repair(
          from: source, to: output, environment: .holdingWhole(source), progress: progress)
      }
    }
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    let salvage = SalvageReport(report, output)
    if arguments.has(.json) {
      for line in salvage.lines(&identifiers) { try console.output.write(line) }
    } else {
      try console.output.write(salvage.text(&identifiers))
    }
    guard !report.lost.isEmpty || !report.lostKeys.isEmpty || !report.isEvidenceKept else {
      return .success
    }
    console.note("not everything could be carried over; what could is in the new store")
    return .damage
  }
}

/// What a repair could read, for people and as lines of JSON.
private struct SalvageReport {
  let report: RepairReport
  let output: String

  init(_ report: RepairReport, _ output: String) {
    self.report = report
    self.output = output
  }

  func text(_ identifiers: inout IdentifierPrinter) -> String {
    var text = """
      new store  \(Printable.escaping(output))
      sessions   \(Quantity.count(report.recovered)), \
      \(Quantity.count(report.salvaged)) of them in an older copy
      values     \(Quantity.count(report.recoveredValueCount)) (settings, withheld, leases)
      evidence   \(report.isEvidenceKept ? "kept" : "not kept: everything is pending")

      """
    if !report.unknownFiles.isEmpty {
      text += "not of the store: \(Quantity.count(report.unknownFiles.count, "file"))\n"
    }
    if !report.lost.isEmpty {
      var table = TextTable([("unreadable", .left), ("place", .left), ("bytes", .right)])
      for finding in report.lost {
        table.add([
          finding.kind.rawValue, Printable.escaping("\(finding.file):\(finding.offset)"),
          finding.byteCount == 0 ? "unknown" : Quantity.count(finding.byteCount),
        ])
      }
      text += "\n\(table.text)"
    }
    if !report.lostKeys.isEmpty {
      var table = TextTable([("lost: room", .left), ("session", .left)])
      for key in report.lostKeys {
        table.add([identifiers.roomText(key), identifiers.sessionText(key)])
      }
      text += "\n\(table.text)"
    }
    return text
  }

  func lines(_ identifiers: inout IdentifierPrinter) -> [JSONOutput] {
    var lines = [
      JSONOutput.fields([
        "item": .text("salvage"), "output": .text(output), "sessions": .count(report.recovered),
        "salvaged": .count(report.salvaged), "values": .count(report.recoveredValueCount),
        "evidence_kept": .boolean(report.isEvidenceKept),
        "unknown_files": .array(report.unknownFiles.map { .text($0) }),
        "lost_range_count": .count(report.lost.count),
        "lost_session_count": .count(report.lostKeys.count),
      ])
    ]
    for finding in report.lost {
      lines.append(
        .fields([
          "item": .text("lost_range"), "kind": .text(finding.kind.rawValue),
          "file": .text(finding.file), "offset": .integer(finding.offset),
          "byte_count": .integer(finding.byteCount),
        ]))
    }
    for key in report.lostKeys {
      lines.append(
        .fields([
          "item": .text("lost_session"), "room": identifiers.room(key),
          "session": identifiers.session(key),
        ]))
    }
    return lines
  }
}
