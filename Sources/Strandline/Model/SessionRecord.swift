/// One stored inbound group session.
public struct SessionRecord: Hashable, Sendable {
  /// The session's name.
  public var key: SessionKey
  /// Opaque bytes (a pickle, usually encrypted by the host), 0…16 MiB.
  public var payload: [UInt8]
  /// The earliest message index the session can decrypt; lower is better.
  public var firstKnownIndex: UInt32
  /// The sender's curve25519 key: 32 bytes, or empty when unknown.
  public var senderKey: [UInt8]
  /// A number the host assigns, such as its trust state for the sender's data.
  public var senderDataKind: UInt8

  /// Makes a record; limits are checked when it is saved.
  public init(
    key: SessionKey, payload: [UInt8], firstKnownIndex: UInt32 = 0, senderKey: [UInt8] = [],
    senderDataKind: UInt8 = 0
  ) {
    self.key = key
    self.payload = payload
    self.firstKnownIndex = firstKnownIndex
    self.senderKey = senderKey
    self.senderDataKind = senderDataKind
  }
}

/// A record of an older store, with that store's backup flag.
public struct LegacySession: Hashable, Sendable {
  /// The session.
  public let record: SessionRecord
  /// Whether the older store still wanted to upload it.
  public let needsBackup: Bool

  /// Makes a legacy session.
  public init(record: SessionRecord, needsBackup: Bool) {
    self.record = record
    self.needsBackup = needsBackup
  }
}
