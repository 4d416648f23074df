import Strandline

extension Arguments {
  /// The session named by the second and the third operand.
  func sessionKey() throws(ToolFailure) -> SessionKey {
    try SessionKey(room: identifier(1), session: identifier(2))
  }

  private func identifier(_ index: Int) throws(ToolFailure) -> [UInt8] {
    let text = Array(operands[index].utf8)
    guard has(.getBase64) else { return text }
    guard let bytes = Base64Text.decode(text) else { throw .usage("an id is not base64") }
    return bytes
  }
}

extension Verb.Operand {
  static let room = Verb.Operand(name: "ROOM", summary: "the room id")
  static let session = Verb.Operand(name: "SESSION", summary: "the session id")
}

extension Verb {
  /// `strandline find`.
  static let find = Verb(
    name: "find", summary: "shows every trace of one session: frames, index entries, evidence",
    operands: [.store, .room, .session], options: [.getBase64, .reveal, .json],
    details: """
      Reads all of the log. Frames of the session that were replaced or deleted stay until a
      compaction drops them. Entries of the log behind the last checkpoint are in no index file yet.
      """,
    example: "strandline find crypto.strandline '!room:example.org' SESSION-ID", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let key = try arguments.sessionKey()
    let store = try InspectedStore(arguments.operands[0])
    let trace = try SessionTrace(of: key, in: store, console)
    store.noteDamage(console)
    guard !trace.isEmpty else {
      throw ToolFailure(
        .missing, "there is no trace of this session",
        hint: trace.hasGaps ? "a part of the log cannot be read, and may have held it" : nil)
    }
    let found = try Finding(trace, store)
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    if arguments.has(.json) {
      for line in found.lines(&identifiers) { try console.output.write(line) }
    } else {
      try console.output.write(found.text(&identifiers))
    }
    for name in trace.damagedIndex {
      console.note("\(name) is damaged; `strandline rebuild` computes index files anew")
    }
    return .success
  }
}

/// A trace with what each backup version has of it.
private struct Finding {
  let trace: SessionTrace
  let evidence: [(version: BackupVersion, standing: Standing)]

  init(_ trace: SessionTrace, _ store: InspectedStore) throws(ToolFailure) {
    self.trace = trace
    var evidence: [(version: BackupVersion, standing: Standing)] = []
    if let live = trace.live, let view = store.view {
      for state in view.evidence.states(live: view.index.live) {
        let standing = try store.standing(of: live.revision, for: state.version)
        evidence.append((state.version, standing))
      }
    }
    self.evidence = evidence
  }

  func text(_ identifiers: inout IdentifierPrinter) -> String {
    var text = """
      room      \(identifiers.roomText(trace.key))
      session   \(identifiers.sessionText(trace.key))
      revision  \(trace.live.map { Quantity.count($0.revision) } ?? "none: it does not live")

      """
    var frames = TextTable([
      ("frame", .left), ("place", .left), ("state", .left), ("revision", .right),
      ("sequence", .right), ("first index", .right), ("payload", .right), ("body", .left),
    ])
    for frame in trace.frames {
      let isRecord = frame.header.kind == .session
      let index = frame.name.map { Quantity.count(Int($0.firstKnownIndex)) } ?? ""
      frames.add([
        frame.kindText, "\(frame.file):\(frame.offset)", frame.state.rawValue,
        Quantity.count(frame.header.revision.rawValue),
        Quantity.count(frame.header.sequence.rawValue), isRecord ? index : "",
        isRecord ? Quantity.bytes(UInt64(frame.header.payloadByteCount)) : "", frame.bodyText,
      ])
    }
    text += "\n" + frames.text
    if !trace.entries.isEmpty {
      var entries = TextTable([
        ("index file", .left), ("entry", .left), ("revision", .right), ("leads to", .left),
      ])
      for entry in trace.entries {
        entries.add([
          entry.file, entry.family.map { "\($0)" } ?? "map", Quantity.count(entry.revision),
          entry.place.map { Self.text($0) } ?? "",
        ])
      }
      text += "\n" + entries.text
    }
    guard !evidence.isEmpty else { return text }
    var table = TextTable([("backup", .left), ("pending", .left), ("because", .left)])
    for (version, standing) in evidence {
      table.add([
        Printable.quoting(version.version), standing.isPending == true ? "yes" : "no",
        standing.rawValue,
      ])
    }
    return text + "\n" + table.text
  }

  func lines(_ identifiers: inout IdentifierPrinter) -> [JSONOutput] {
    var lines: [JSONOutput] = []
    for frame in trace.frames { lines.append(frame.json(&identifiers)) }
    for entry in trace.entries {
      lines.append(
        .fields([
          "item": .text("index"), "file": .text(entry.file),
          "entry": .text(entry.family.map { "\($0)" } ?? "map"),
          "revision": .integer(entry.revision),
          "leads_to": entry.place.map { .text(Self.text($0)) } ?? .null,
        ]))
    }
    for (version, standing) in evidence {
      lines.append(
        .fields([
          "item": .text("evidence"), "backup": .backup(version),
          "pending": standing.isPending.map { .boolean($0) } ?? .null,
          "reason": .text(standing.rawValue),
        ]))
    }
    return lines
  }

  private static func text(_ place: Place) -> String {
    let name = place.file.map { FileName(id: $0, kind: .segment).text } ?? "nothing"
    return "\(name):\(place.offset)"
  }
}
