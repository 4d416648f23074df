import Strandline

/// A row of an older browser store: a pickled session with `needs_backup` and `backed_up_to`.
package enum LegacyRow {
  /// A row that names no room is stored under this one: no real room id looks so.
  package static let unknownRoom: [UInt8] = [UInt8(ascii: "?")]

  static let names = ["pickled_session", "needs_backup", "backed_up_to"]

  /// The session of a row whose members these are, and whether the row says its room.
  static func session(
    _ members: [JSONMember]
  ) throws(Refusal) -> (session: LegacySession, hasRoom: Bool) {
    guard let pickled = members.last(named: "pickled_session"),
      !pickled.value.elementsEqual("null".utf8)
    else { throw .noPickle }
    guard let session = ImportEntry.identifier(members.last(named: "session_id")) else {
      throw .badSessionID
    }
    // A pickle that is JSON itself, not encrypted by the host, says more than its row.
    let inner = (try? JSONMember.members(of: pickled.value)) ?? []
    let roomMember = members.last(named: "room_id") ?? inner.last(named: "room_id")
    let room = ImportEntry.identifier(roomMember)
    guard room != nil || roomMember == nil else { throw .badRoom }
    let record = SessionRecord(
      key: SessionKey(room: room ?? unknownRoom, session: session),
      payload: pickled.text ?? Array(pickled.value),
      firstKnownIndex: index(members, inner) ?? 0,
      senderKey: senderKey(members.last(named: "sender_key") ?? inner.last(named: "sender_key")),
      senderDataKind: UInt8(exactly: number(members.last(named: "sender_data_type")) ?? 0) ?? 0)
    let legacy = LegacySession(record: record, needsBackup: needsBackup(members))
    return (legacy, room != nil)
  }

  /// Backed up is only what says so beyond doubt.
  private static func needsBackup(_ members: [JSONMember]) -> Bool {
    if let flag = members.last(named: "needs_backup") {
      let clean = ["0", "false", "null"]
      guard clean.contains(where: { flag.value.elementsEqual($0.utf8) }) else { return true }
    }
    guard let version = members.last(named: "backed_up_to") else { return false }
    return !version.value.elementsEqual("-1".utf8)
  }

  /// The first known index, as far as it is told in the open.
  private static func index(_ members: [JSONMember], _ inner: [JSONMember]) -> UInt32? {
    if let claimed = number(members.last(named: "first_known_index")) { return claimed }
    let pickle = self.members(inner.last(named: "pickle"))
    let ratchet = self.members(pickle.last(named: "initial_ratchet"))
    return number(ratchet.last(named: "counter"))
  }

  private static func members(_ member: JSONMember?) -> [JSONMember] {
    member.flatMap { try? JSONMember.members(of: $0.value) } ?? []
  }

  private static func number(_ member: JSONMember?) -> UInt32? {
    guard let member else { return nil }
    var scanner = LineScanner(member.value)
    guard let number = scanner.index(), scanner.isAtEnd else { return nil }
    return number
  }

  private static func senderKey(_ member: JSONMember?) -> [UInt8] {
    // Some stores hold a hash of the key here, which is none.
    guard let text = member?.text, let bytes = Base64Text.decode(text),
      bytes.count == Limits.senderKeyByteCount
    else { return [] }
    return bytes
  }
}
