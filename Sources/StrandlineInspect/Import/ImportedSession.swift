package import Strandline

/// The payload of an imported session (Formats/imported-session.md): the exported key, and of the
/// entry it came from everything that the key and the record do not hold.
package struct ImportedSession: Hashable, Sendable {
  package static let magic: [UInt8] = [0x89, 0x4D, 0x53, 0x4B]
  package static let version: UInt8 = 1
  package static let fixedByteCount = 12 + ExportedKey.byteCount

  package let key: ExportedKey
  /// Members of a JSON object to the letter, separated by commas, without braces.
  package let members: [UInt8]

  package init(key: ExportedKey, members: [UInt8]) {
    self.key = key
    self.members = members
  }

  /// Nil for anything but a whole payload of this encoding.
  package init?(decoding payload: [UInt8]) {
    guard payload.count >= Self.fixedByteCount, payload.starts(with: Self.magic),
      payload[4] == Self.version, payload[5..<8].allSatisfy({ $0 == 0 }),
      let key = ExportedKey(Array(payload[12..<Self.fixedByteCount]))
    else { return nil }
    let count = payload[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard count == payload.count - Self.fixedByteCount else { return nil }
    self.init(key: key, members: Array(payload[Self.fixedByteCount...]))
  }

  /// What a record holds if it was imported and its name goes with its key.
  package init?(_ record: SessionRecord) {
    guard let session = ImportedSession(decoding: record.payload),
      session.key.sessionID == record.key.session,
      session.key.index == record.firstKnownIndex
    else { return nil }
    self = session
  }

  package func encode() -> [UInt8] {
    var payload = Self.magic + [Self.version, 0, 0, 0]
    payload.reserveCapacity(Self.fixedByteCount + members.count)
    for shift in [0, 8, 16, 24] { payload.append(UInt8(members.count >> shift & 0xFF)) }
    return payload + key.bytes + members
  }
}
