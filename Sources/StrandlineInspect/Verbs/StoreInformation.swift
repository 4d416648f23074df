import Strandline

/// What `info` shows of a store.
struct StoreInformation {
  let path: String
  let sessionCount: Int
  let statistics: StoreStatistics
  let versions: [BackupVersionState]
  let damage: DamageReport

  init(of store: SessionStore, at path: String) throws(StoreError) {
    self.path = path
    sessionCount = try store.counts(for: nil).total
    statistics = try store.statistics()
    versions = try store.backupVersions()
    damage = store.damageReport
  }

  func text(_ identifiers: inout IdentifierPrinter) -> String {
    var text = """
      path      \(Printable.escaping(path))
      store     \(statistics.storeIdentity), format \(statistics.formatVersion)
      sessions  \(Quantity.count(sessionCount))
      on disk   \(Quantity.bytes(UInt64(max(0, statistics.byteCountOnDisk)))) in \
      \(Quantity.count(statistics.fileCount)) files, \
      \(Quantity.count(statistics.segmentCount)) of them log segments

      """
    if versions.isEmpty {
      text += "backups   none\n"
    } else {
      var table = TextTable([
        ("backup", .left), ("public key", .left), ("backed up", .right), ("pending", .right),
        ("watermark", .right), ("islands", .right),
      ])
      for state in versions {
        let key = state.version.publicKey
        table.add([
          Printable.quoting(state.version.version), key.isEmpty ? "" : Base64Text.encode(key),
          Quantity.count(state.backedUp), Quantity.count(sessionCount - state.backedUp),
          Quantity.count(state.watermark.rawValue), Quantity.count(state.islandCount),
        ])
      }
      text += "\n\(table.text)"
    }
    return text + damageText(&identifiers)
  }

  private func damageText(_ identifiers: inout IdentifierPrinter) -> String {
    var text = "\n"
    text += damage.isEmpty ? "no damage was found\n" : "damage was found\n"
    if damage.evidenceDropped {
      text += "  what was backed up is not known any more: everything is pending\n"
    }
    if damage.tornByteCount > 0 {
      text += "  \(Quantity.bytes(damage.tornByteCount)) of an unfinished commit, possibly lost\n"
    }
    if damage.reorderedCommitCount > 0 {
      text += "  \(Quantity.count(damage.reorderedCommitCount)) commits that never became durable\n"
    }
    if !damage.unknownFiles.isEmpty {
      text += "  \(Quantity.count(damage.unknownFiles.count)) files that are not the store's\n"
    }
    guard !damage.findings.isEmpty else { return text }
    var table = TextTable([
      ("damaged", .left), ("file", .left), ("offset", .right), ("bytes", .right), ("room", .left),
      ("session", .left),
    ])
    for finding in damage.findings {
      table.add([
        finding.kind.rawValue, Printable.escaping(finding.file), Quantity.count(finding.offset),
        finding.byteCount == 0 ? "unknown" : Quantity.count(finding.byteCount),
        finding.key.map { identifiers.roomText($0) } ?? "",
        finding.key.map { identifiers.sessionText($0) } ?? "",
      ])
    }
    return text + "\n\(table.text)"
  }

  func json(_ identifiers: inout IdentifierPrinter) -> JSONOutput {
    let backups = versions.map { state in
      JSONOutput.fields([
        "backup": .backup(state.version), "backed_up": .count(state.backedUp),
        "pending": .count(sessionCount - state.backedUp),
        "watermark": .integer(state.watermark.rawValue),
        "island_count": .count(state.islandCount),
      ])
    }
    var findings: [JSONOutput] = []
    for finding in damage.findings {
      findings.append(
        .fields([
          "kind": .text(finding.kind.rawValue), "file": .text(finding.file),
          "offset": .integer(finding.offset), "byte_count": .integer(finding.byteCount),
          "room": finding.key.map { identifiers.room($0) } ?? .null,
          "session": finding.key.map { identifiers.session($0) } ?? .null,
        ]))
    }
    return .fields([
      "path": .text(path), "store": .text(statistics.storeIdentity),
      "format_version": .count(statistics.formatVersion), "sessions": .count(sessionCount),
      "file_count": .count(statistics.fileCount),
      "segment_count": .count(statistics.segmentCount),
      "byte_count_on_disk": .count(statistics.byteCountOnDisk), "backups": .array(backups),
      "damaged": .boolean(!damage.isEmpty),
      "damage": .fields([
        "evidence_dropped": .boolean(damage.evidenceDropped),
        "torn_byte_count": .integer(damage.tornByteCount),
        "reordered_commit_count": .count(damage.reorderedCommitCount),
        "unknown_files": .array(damage.unknownFiles.map { .text($0) }),
        "findings": .array(findings),
      ]),
    ])
  }
}
