import Strandline
import StrandlineInspect

/// An entry of a file to import: a room key, or a row of an older store.
enum EntryTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    let entry: ImportEntry
    do throws(Refusal) {
      entry = try ImportEntry(bytes[...])
    } catch {
      let verdict = JSONGrammar.verdict(on: bytes)
      if verdict != .tooDeep {
        try require((error == .broken) == (verdict == .broken), "opinions on JSON differ: \(error)")
      }
      return
    }
    try require(JSONGrammar.verdict(on: bytes) != .broken, "broken JSON is taken")
    switch entry {
    case .exportedKey(let record): try exported(record)
    case .legacyRow(let session, let hasRoom):
      let key = session.record.key
      try require(hasRoom || key.room == LegacyRow.unknownRoom, "a row without a room has one")
      try require(
        (1...Limits.idByteCountMax).contains(key.session.count)
          && (1...Limits.idByteCountMax).contains(key.room.count)
          && session.record.payload.count <= Limits.payloadByteCountMax,
        "a row is stored that the store refuses")
    }
  }

  /// What was imported is exported so that it would be imported again.
  private static func exported(_ record: SessionRecord) throws(FuzzFinding) {
    guard let session = ImportedSession(record), let json = ExportEntry.json(record) else {
      throw FuzzFinding("what was imported cannot be exported")
    }
    try require(session.encode() == record.payload, "a payload becomes another one")
    try require(JSONGrammar.verdict(on: json) != .broken, "an entry is exported as broken JSON")
    let again: ImportEntry
    do throws(Refusal) {
      again = try ImportEntry(json[...])
    } catch { throw FuzzFinding("what was exported is refused: \(error)") }
    guard case .exportedKey(let reread) = again else {
      throw FuzzFinding("what was exported is something else")
    }
    try require(reread == record, "an entry becomes another one")
  }

  /// A key that looks real; the ratchet has no history.
  static let key = ExportedKey(
    [1, 0, 0, 0, 5] + (0..<160).map { UInt8(truncatingIfNeeded: $0 &* 7) })

  @Sendable static func keySeeds() throws(FuzzFinding) -> [String: [UInt8]] {
    guard let key else { throw FuzzFinding("165 bytes are no key") }
    let id = String(decoding: key.sessionID, as: UTF8.self)
    let sender = Base64Text.encode([UInt8](repeating: 9, count: 32))
    let unpadded = sender.filter { $0 != "=" }
    func entry(_ sender: String, _ more: String) -> [UInt8] {
      let text =
        #"{"algorithm":"m.megolm.v1.aes-sha2","room_id":"!r:example.org","sender_key":"\#(sender)","#
        + #""session_id":"\#(id)","session_key":"\#(Base64Text.encode(key.bytes))"\#(more)}"#
      return Array(text.utf8)
    }
    return [
      "plain": entry(unpadded, ""),
      "more": entry(sender, #","sender_claimed_keys":{"ed25519":"x"},"shared_history":true"#),
    ]
  }

  @Sendable static func legacySeeds() -> [String: [UInt8]] {
    let open = #"""
      {"session_id":"s","needs_backup":1,"backed_up_to":-1,"sender_data_type":3,"pickled_session":
      {"room_id":"!r","pickle":{"initial_ratchet":{"counter":7}},"sender_key":"x"}}
      """#
    let closed =
      #"{"room_id":"!r","session_id":"s","pickled_session":"AbC","first_known_index":9,"#
      + #""backed_up_to":0,"sender_key":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk"}"#
    return ["open": Array(open.utf8), "closed": Array(closed.utf8)]
  }
}
