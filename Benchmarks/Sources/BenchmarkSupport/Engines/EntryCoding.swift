import Strandline

/// Sessions as keys and values of engines that know bytes only.
enum EntryCoding {
  static let senderKeyByteCount = 32
  private static let headByteCount = 4 + senderKeyByteCount

  /// The room's length, the room, the session.
  static func key(_ key: SessionKey) -> [UInt8] { prefixed(nil, key) }

  /// The same behind a byte that says what kind of entry it is.
  static func prefixed(_ prefix: UInt8?, _ key: SessionKey) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 + key.room.count + key.session.count)
    if let prefix { bytes.append(prefix) }
    bytes.append(UInt8(key.room.count))
    bytes += key.room
    bytes += key.session
    return bytes
  }

  static func sessionKey(_ bytes: UnsafeRawBufferPointer) -> SessionKey {
    let end = 1 + Int(bytes[0])
    return SessionKey(room: Array(bytes[1..<end]), session: Array(bytes[end...]))
  }

  /// First index, sender key, payload.
  static func value(_ record: SessionRecord) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headByteCount + record.payload.count)
    append(record.firstKnownIndex, to: &bytes)
    bytes += record.senderKey
    bytes += record.payload
    return bytes
  }

  static func payload(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: value[headByteCount...])
  }

  static func record(_ key: SessionKey, _ value: UnsafeRawBufferPointer) -> SessionRecord {
    SessionRecord(
      key: key, payload: Array(payload(value)), firstKnownIndex: number32(value, at: 0),
      senderKey: Array(value[4..<headByteCount]))
  }

  static func append(_ number: UInt32, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
  }

  static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
  }

  static func number32(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  static func number64(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
