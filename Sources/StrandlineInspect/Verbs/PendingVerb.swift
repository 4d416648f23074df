import Strandline

extension OptionRule {
  static let pendingLimit = OptionRule(
    name: "--limit", value: "N", summary: "how many at most; 100 where it is not given")
}

extension Verb {
  /// `strandline pending`.
  static let pending = Verb(
    name: "pending", summary: "shows the sessions that wait for upload to a backup version",
    operands: [.store],
    options: [.backup.required, .publicKey, .pendingLimit, .reveal, .json],
    details: """
      Shows one page, in the order of upload. A page ends early when it passes 16 MiB of payload.
      With --json --reveal the lines are what `strandline ack STORE --backup VERSION FILE` takes.
      """,
    example: "strandline pending crypto.strandline --backup 4 --limit 20", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let version = try arguments.requiredBackupVersion()
    let limit = try arguments.integer(.pendingLimit, in: 1...10_000_000, default: 100)
    let batch = try StoreAccess.reading(arguments.operands[0], console) {
      (store) throws(StoreError) in try store.pending(for: version, limit: limit)
    }
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    if arguments.has(.json) {
      for record in batch.sessions where !console.output.isClosed {
        try console.output.write(JSONOutput.session(record, &identifiers))
      }
    } else {
      try console.output.write(table(batch.sessions, &identifiers))
    }
    if !batch.skipped.isEmpty {
      console.note("passed over \(Quantity.count(batch.skipped.count, "damaged session"))")
    }
    return .success
  }

  private static func table(
    _ sessions: [SessionRecord], _ identifiers: inout IdentifierPrinter
  ) -> String {
    guard !sessions.isEmpty else { return "nothing is pending\n" }
    var table = TextTable([
      ("room", .left), ("session", .left), ("first index", .right), ("payload", .right),
    ])
    for record in sessions {
      table.add([
        identifiers.roomText(record.key), identifiers.sessionText(record.key),
        Quantity.count(Int(record.firstKnownIndex)), Quantity.bytes(UInt64(record.payload.count)),
      ])
    }
    return table.text
  }
}

extension JSONOutput {
  /// What is shown of a session: everything but its payload.
  static func session(
    _ record: SessionRecord, _ identifiers: inout IdentifierPrinter
  ) -> JSONOutput {
    .fields([
      "room": identifiers.room(record.key), "session": identifiers.session(record.key),
      "first_known_index": .integer(UInt64(record.firstKnownIndex)),
      "sender_key": identifiers.sender(record.senderKey),
      "sender_data_kind": .integer(UInt64(record.senderDataKind)),
      "payload_byte_count": .count(record.payload.count),
    ])
  }
}
