import Strandline
import StrandlineInspect

/// The payload of an imported session.
enum ImportedTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    guard let session = ImportedSession(decoding: bytes) else { return }
    try require(session.encode() == bytes, "an imported session becomes another one")
    let record = SessionRecord(
      key: SessionKey(room: Array("!r".utf8), session: session.key.sessionID), payload: bytes,
      firstKnownIndex: session.key.index)
    try require(ImportedSession(record) == session, "a record does not go with its own key")
    guard let json = ExportEntry.json(record) else { return }
    try require(JSONGrammar.verdict(on: json) != .broken, "an entry is exported as broken JSON")
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    guard let key = EntryTarget.key else { throw FuzzFinding("165 bytes are no key") }
    let members = #""forwarding_curve25519_key_chain":[],"shared_history":true"#
    return [
      "bare": ImportedSession(key: key, members: []).encode(),
      "members": ImportedSession(key: key, members: Array(members.utf8)).encode(),
    ]
  }
}
