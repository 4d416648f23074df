import Strandline

extension Verb {
  /// `strandline watermarks`.
  static let watermarks = Verb(
    name: "watermarks",
    summary: "shows what lives, and what each backup version holds, at the basis",
    operands: [.storeOrFile], options: [.json],
    details: """
      This is what the file says; `strandline info` says what holds now, with the log behind it.
      Exits with 65 when the file is damaged: evidence is lost then, and everything is pending.
      """,
    example: "strandline watermarks crypto.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let (files, store) = try InspectedFile.all(arguments.operands[0], .watermarks)
    var isDamaged = false
    for entry in store?.manifest?.entries ?? [] where entry.name.kind == .watermarks {
      guard !files.contains(where: { $0.name == entry.name }) else { continue }
      console.note("\(entry.name.text) is missing")
      isDamaged = true
    }
    if files.isEmpty, !isDamaged { console.note("the store has written no watermarks yet") }
    for file in files {
      guard let shown = try ShownWatermarks(file) else {
        // One that nothing names was being written.
        guard store?.isNamed(file) ?? true else { continue }
        console.note("\(file.path) is damaged; `strandline hexdump` shows its fields")
        isDamaged = true
        continue
      }
      if arguments.has(.json) {
        for line in shown.json { try console.output.write(line) }
      } else {
        try console.output.write(shown.text)
      }
    }
    return isDamaged ? .damage : .success
  }
}

/// What `watermarks` shows of one file.
struct ShownWatermarks {
  private let path: String
  private let snapshot: WatermarksSnapshot

  /// Nil when the file is damaged.
  init?(_ file: InspectedFile) throws(ToolFailure) {
    guard let storeID = file.storeID, let id = file.fileID else { return nil }
    let bytes = try file.whole()
    let decoded = unsafe bytes.withUnsafeBytes {
      unsafe try? WatermarksSnapshot(decoding: $0, storeID: storeID, fileID: id)
    }
    guard let decoded else { return nil }
    path = file.path
    snapshot = decoded
  }

  /// Runs of members, as the set has them.
  private static func ranges(_ set: RevisionSet) -> [ClosedRange<UInt64>] {
    var ranges: [ClosedRange<UInt64>] = []
    var next = set.first(from: 0)
    while let lower = next {
      var upper = lower
      while set.contains(upper + 1) { upper += 1 }
      ranges.append(lower...upper)
      next = set.first(from: upper + 1)
    }
    return ranges
  }

  private static func text(_ ranges: [ClosedRange<UInt64>]) -> String {
    let shown = ranges.prefix(8).map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)…\(range.upperBound)"
    }
    let rest = ranges.count - shown.count
    return shown.joined(separator: " ") + (rest > 0 ? " and \(Quantity.count(rest)) more" : "")
  }

  var text: String {
    let live = Quantity.count(snapshot.live.count)
    let neighbours = Quantity.count(snapshot.liveNeighbours.count)
    var text = """
      watermarks     \(Printable.escaping(path))
      from sequence  \(snapshot.basisSequence.rawValue)
      next revision  \(snapshot.nextRevision)
      live           \(live) sessions, \(neighbours) settings and the like
      legacy         \(Quantity.count(snapshot.evidence.legacy.count)) sessions, \
      \(snapshot.evidence.legacyEnded ? "ended by a reset" : "not ended")
      floor          \(snapshot.evidence.floor.rawValue)
      nameless       \(Quantity.count(snapshot.nameless.count))

      """
    guard !snapshot.evidence.kept.isEmpty else { return text + "\nno backup version is known\n" }
    var table = TextTable([
      ("backup", .left), ("public key", .left), ("watermark", .right), ("holds", .right),
      ("epoch", .right), ("last use", .right), ("islands", .left),
    ])
    for kept in snapshot.evidence.kept {
      let key = kept.version.publicKey
      table.add([
        Printable.quoting(kept.version.version), key.isEmpty ? "" : Base64Text.encode(key),
        String(kept.state.watermark), Quantity.count(kept.state.count),
        String(kept.state.epoch.rawValue), String(kept.state.lastUse.rawValue),
        Self.text(Self.ranges(kept.state.islands)),
      ])
    }
    text += "\n\(table.text)"
    return text
  }

  private static func json(_ ranges: [ClosedRange<UInt64>]) -> JSONOutput {
    .array(
      ranges.map {
        .fields(["first": .integer($0.lowerBound), "last": .integer($0.upperBound)])
      })
  }

  var json: [JSONOutput] {
    let evidence = snapshot.evidence
    let head = JSONOutput.fields([
      "line": .text("watermarks"), "path": .text(path),
      "basis_sequence": .integer(snapshot.basisSequence.rawValue),
      "next_revision": .integer(snapshot.nextRevision), "sessions": .count(snapshot.live.count),
      "neighbours": .count(snapshot.liveNeighbours.count),
      "live": Self.json(Self.ranges(snapshot.live)),
      "legacy": Self.json(Self.ranges(evidence.legacy)),
      "legacy_ended": .boolean(evidence.legacyEnded), "floor": .integer(evidence.floor.rawValue),
      "nameless_count": .count(snapshot.nameless.count),
    ])
    return [head]
      + evidence.kept.map { kept in
        .fields([
          "line": .text("version"), "backup": .backup(kept.version),
          "watermark": .integer(kept.state.watermark), "backed_up": .count(kept.state.count),
          "legacy_overlap": .count(kept.state.legacyOverlap),
          "legacy_ended": .boolean(kept.state.legacyEnded),
          "epoch": .integer(kept.state.epoch.rawValue),
          "last_use": .integer(kept.state.lastUse.rawValue),
          "islands": Self.json(Self.ranges(kept.state.islands)),
        ])
      }
  }
}
