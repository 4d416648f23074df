package import Strandline

/// An entry of a room-key export, as JSON and as a record.
package enum ExportEntry {
  /// The record of an entry whose members these are.
  static func record(_ members: [JSONMember]) throws(Refusal) -> SessionRecord {
    guard members.last(named: "algorithm")?.text == Array(ImportEntry.algorithm.utf8) else {
      throw .unknownAlgorithm
    }
    guard let text = members.last(named: "session_key")?.text,
      let bytes = Base64Text.decode(text), let key = ExportedKey(bytes)
    else { throw .badKey }
    guard members.last(named: "session_id")?.text == key.sessionID else { throw .idMismatch }
    guard let room = ImportEntry.identifier(members.last(named: "room_id")) else { throw .badRoom }
    var senderKey: [UInt8] = []
    var isDerivable = true
    if let member = members.last(named: "sender_key") {
      guard let text = member.text, let bytes = Base64Text.decode(text),
        bytes.count == Limits.senderKeyByteCount
      else { throw .badSenderKey }
      senderKey = bytes
      isDerivable = Base64Text.encodeUnpadded(bytes) == text
    }
    let rest = kept(members, senderKey: !isDerivable)
    let payload = ImportedSession(key: key, members: rest).encode()
    return SessionRecord(
      key: SessionKey(room: room, session: key.sessionID), payload: payload,
      firstKnownIndex: key.index, senderKey: senderKey)
  }

  /// The members that the key and the record do not hold.
  private static func kept(_ members: [JSONMember], senderKey keepsSenderKey: Bool) -> [UInt8] {
    let derived = ["algorithm", "room_id", "session_id", "session_key"]
    // Of a name that stands there twice only the last one was looked at, and only that is kept.
    let sender = members.lastIndex { $0.isNamed("sender_key") }
    var rest: [UInt8] = []
    for (index, member) in members.enumerated() {
      if derived.contains(where: { member.isNamed($0) }) { continue }
      if member.isNamed("sender_key"), index != sender || !keepsSenderKey { continue }
      if !rest.isEmpty { rest.append(UInt8(ascii: ",")) }
      rest += member.name
      rest.append(UInt8(ascii: ":"))
      rest += member.value
    }
    return rest
  }

  /// The entry of a record that was imported; nil for any other record.
  package static func json(_ record: SessionRecord) -> [UInt8]? {
    guard let session = ImportedSession(record),
      let room = String(validating: record.key.room, as: UTF8.self),
      let kept = try? JSONMember.members(
        of: ([UInt8(ascii: "{")] + session.members + [UInt8(ascii: "}")])[...])
    else { return nil }
    var fields: [JSONOutput.Field] = [
      .init(name: "algorithm", value: .text(ImportEntry.algorithm)),
      .init(name: "room_id", value: .text(room)),
    ]
    if !record.senderKey.isEmpty, kept.last(named: "sender_key") == nil {
      let key = Base64Text.encodeUnpadded(record.senderKey)
      fields.append(.init(name: "sender_key", value: .text(String(decoding: key, as: UTF8.self))))
    }
    let id = String(decoding: record.key.session, as: UTF8.self)
    fields.append(.init(name: "session_id", value: .text(id)))
    fields.append(.init(name: "session_key", value: .text(Base64Text.encode(session.key.bytes))))
    var text: [UInt8] = []
    JSONOutput.object(fields).append(to: &text)
    guard !kept.isEmpty else { return text }
    text.removeLast()
    return text + [UInt8(ascii: ",")] + session.members + [UInt8(ascii: "}")]
  }
}
