import Strandline

extension OptionRule {
  static let changesSince = OptionRule(
    name: "--since", value: "REVISION", summary: "the revision after which to begin; 0 for all")
  static let changesLimit = OptionRule(
    name: "--limit", value: "N", summary: "how many at most; all where it is not given")
}

extension Verb {
  /// `strandline changes`.
  static let changes = Verb(
    name: "changes", summary: "shows the sessions that got a new revision since one",
    operands: [.store], options: [.changesSince.required, .changesLimit, .reveal, .json],
    details: """
      In the order of revisions: new sessions and better copies. The last revision shown is what to
      go on from. A session whose trust was updated keeps its revision, and one that was deleted has
      none: neither is shown. A damaged one has a line with its revision only, if need be.
      """,
    example: "strandline changes crypto.strandline --since 1200 --json", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let since = try arguments.integer(.changesSince, in: 0...Int(1 << 47), default: 0)
    let limit = try arguments.integer(.changesLimit, in: 1...1_000_000_000, default: .max)
    let store = try InspectedStore(arguments.operands[0])
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    let isJSON = arguments.has(.json)
    var table = TextTable([
      ("revision", .right), ("room", .left), ("session", .left), ("first index", .right),
      ("payload", .right),
    ])
    var shown = 0
    try store.forEachSession(after: UInt64(since)) { (revision, facts) throws(ToolFailure) in
      shown += 1
      if isJSON {
        try console.output.write(line(revision, facts, &identifiers))
      } else {
        table.add(cells(revision, facts, &identifiers))
      }
      return shown < limit && !console.output.isClosed
    }
    if !isJSON {
      try console.output.write(shown == 0 ? "nothing has changed\n" : table.text)
    }
    store.noteDamage(console)
    return .success
  }

  private static func line(
    _ revision: UInt64, _ facts: SessionFacts?, _ identifiers: inout IdentifierPrinter
  ) -> JSONOutput {
    guard let facts else {
      return .fields(["revision": .integer(revision), "damaged": .boolean(true)])
    }
    return .fields([
      "revision": .integer(revision), "room": identifiers.room(facts.key),
      "session": identifiers.session(facts.key),
      "first_known_index": .integer(UInt64(facts.firstKnownIndex)),
      "sender_key": identifiers.sender(facts.senderKey),
      "sender_data_kind": .integer(UInt64(facts.senderDataKind)),
      "payload_byte_count": .count(facts.payloadByteCount),
      "damaged": .boolean(!facts.isIntact),
    ])
  }

  private static func cells(
    _ revision: UInt64, _ facts: SessionFacts?, _ identifiers: inout IdentifierPrinter
  ) -> [String] {
    guard let facts else { return [Quantity.count(revision), "damaged", "", "", ""] }
    return [
      Quantity.count(revision), identifiers.roomText(facts.key),
      identifiers.sessionText(facts.key), Quantity.count(Int(facts.firstKnownIndex)),
      facts.isIntact ? Quantity.bytes(UInt64(facts.payloadByteCount)) : "damaged",
    ]
  }
}
