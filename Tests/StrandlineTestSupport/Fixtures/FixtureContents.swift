package import Strandline

/// What a reader finds in a store, as lines of JSON in a fixed order. Formats/fixtures/README.md
package enum FixtureContents {
  package static let fileName = "contents.jsonl"

  package static func lines(_ store: SessionStore) throws(StoreError) -> [String] {
    var lines: [String] = []
    var cursor = try store.sessions()
    var sessions: [SessionRecord] = []
    while let record = try cursor.next() { sessions.append(record) }
    sessions.sort { isOrdered($0.key, $1.key) }
    lines += sessions.map(line)
    for version in try store.backupVersions() {
      lines.append(try line(version, store))
    }
    let unknown = BackupVersion("never seen")
    lines.append(try pending("pending_for_new_version", unknown, store))
    for name in ["empty", "gone", "token"] {
      guard let value = try store.setting(name) else { continue }
      lines.append(#"{"setting":"\#(name)","value":"\#(hex(value))"}"#)
    }
    for (key, info) in try store.withheld(inRoom: Array("!room0:example.org".utf8)) {
      lines.append(#"{"withheld":\#(text(key)),"info":"\#(hex(info))"}"#)
    }
    let damaged = store.damageReport.findings.compactMap(\.key).sorted(by: isOrdered)
    lines += damaged.map { #"{"damaged":\#(text($0))}"# }
    return lines
  }

  private static func line(_ record: SessionRecord) -> String {
    let checksum = String(Checksum.of(record.payload), radix: 16)
    return #"{"session":\#(text(record.key)),"first_known_index":\#(record.firstKnownIndex),"#
      + #""payload_bytes":\#(record.payload.count),"payload_crc32c":"\#(checksum)","#
      + #""sender_key":"\#(hex(record.senderKey))","sender_data_kind":\#(record.senderDataKind)}"#
  }

  private static func line(
    _ state: BackupVersionState, _ store: SessionStore
  ) throws(StoreError) -> String {
    let version = state.version
    return #"{"version":"\#(version.version)","public_key":"\#(hex(version.publicKey))","#
      + #""watermark":\#(state.watermark.rawValue),"backed_up":\#(state.backedUp),"#
      + #""pending":\#(try keys(pendingFor: version, store))}"#
  }

  private static func pending(
    _ name: String, _ version: BackupVersion, _ store: SessionStore
  ) throws(StoreError) -> String {
    #"{"\#(name)":\#(try keys(pendingFor: version, store))}"#
  }

  private static func keys(
    pendingFor version: BackupVersion, _ store: SessionStore
  ) throws(StoreError) -> String {
    let batch = try store.pending(for: version, limit: 1000)
    return "[" + batch.sessions.map { text($0.key) }.joined(separator: ",") + "]"
  }

  private static func text(_ key: SessionKey) -> String {
    #"["\#(String(decoding: key.room, as: UTF8.self))","\#(String(decoding: key.session, as: UTF8.self))"]"#
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func isOrdered(_ left: SessionKey, _ right: SessionKey) -> Bool {
    if left.room != right.room { return left.room.lexicographicallyPrecedes(right.room) }
    return left.session.lexicographicallyPrecedes(right.session)
  }
}
