package import Strandline

/// What an entry of a file is found to be.
package enum ImportEntry: Sendable {
  case exportedKey(SessionRecord)
  case legacyRow(LegacySession, hasRoom: Bool)

  static let algorithm = "m.megolm.v1.aes-sha2"

  /// Reads an entry: a JSON object, alone.
  package init(_ text: ArraySlice<UInt8>) throws(Refusal) {
    var scanner = LineScanner(text)
    guard (try? scanner.skipValue()) != nil, scanner.isAtEnd else { throw .broken }
    guard String(validating: text, as: UTF8.self) != nil else { throw .notText }
    guard let members = try? JSONMember.members(of: text) else { throw .notAnObject }
    if members.last(named: "session_key") != nil || members.last(named: "algorithm") != nil {
      self = .exportedKey(try ExportEntry.record(members))
    } else if LegacyRow.names.contains(where: { members.last(named: $0) != nil }) {
      let (session, hasRoom) = try LegacyRow.session(members)
      self = .legacyRow(session, hasRoom: hasRoom)
    } else {
      throw .unknownKind
    }
  }

  /// The text of a member if it can be an id.
  static func identifier(_ member: JSONMember?) -> [UInt8]? {
    guard let text = member?.text, (1...Limits.idByteCountMax).contains(text.count) else {
      return nil
    }
    return text
  }
}
