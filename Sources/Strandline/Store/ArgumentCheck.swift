/// The limits of API calls, checked before anything else happens.
enum ArgumentCheck {
  static func ids(_ key: SessionKey) throws(StoreError) {
    try id(key.room, "a room id")
    try id(key.session, "a session id")
  }

  static func isPossible(_ key: SessionKey) -> Bool {
    (1...Limits.idByteCountMax).contains(key.room.count)
      && (1...Limits.idByteCountMax).contains(key.session.count)
  }

  private static func id(_ bytes: [UInt8], _ what: String) throws(StoreError) {
    guard (1...Limits.idByteCountMax).contains(bytes.count) else {
      throw invalid("\(what) has \(bytes.count) bytes; it must have 1 to \(Limits.idByteCountMax)")
    }
  }

  static func record(_ record: SessionRecord) throws(StoreError) {
    try ids(record.key)
    guard record.senderKey.isEmpty || record.senderKey.count == Limits.senderKeyByteCount else {
      throw invalid(
        "a sender key has \(record.senderKey.count) bytes; it must have none or"
          + " \(Limits.senderKeyByteCount)")
    }
    guard record.payload.count <= Limits.payloadByteCountMax else {
      throw StoreError(
        .tooLarge,
        "a payload has \(record.payload.count) bytes; the most is \(Limits.payloadByteCountMax)")
    }
  }

  static func version(_ version: BackupVersion) throws(StoreError) {
    guard (1...Limits.versionByteCountMax).contains(version.version.utf8.count) else {
      throw invalid(
        "a backup version has \(version.version.utf8.count) bytes; it must have 1 to"
          + " \(Limits.versionByteCountMax)")
    }
    guard version.publicKey.count <= Limits.publicKeyByteCountMax else {
      throw invalid(
        "a public key has \(version.publicKey.count) bytes; the most is"
          + " \(Limits.publicKeyByteCountMax)")
    }
  }

  /// What a save states about a backup.
  static func statement(_ version: BackupVersion?, _ policy: SavePolicy) throws(StoreError) {
    guard let version else { return }
    try self.version(version)
    guard policy != .requeue else {
      throw invalid("a save cannot requeue a session and state that it is backed up")
    }
  }

  static func name(_ name: String, _ what: String) throws(StoreError) {
    guard (1...Limits.nameByteCountMax).contains(name.utf8.count) else {
      throw invalid(
        "\(what) has \(name.utf8.count) bytes; it must have 1 to \(Limits.nameByteCountMax)")
    }
  }

  static func value(_ value: [UInt8]) throws(StoreError) {
    guard value.count <= Limits.valueByteCountMax else {
      throw invalid("a value has \(value.count) bytes; the most is \(Limits.valueByteCountMax)")
    }
  }

  static func limit(_ limit: Int) throws(StoreError) {
    guard limit >= 1 else { throw invalid("a limit of \(limit); it must be at least 1") }
  }

  /// Keys, metadata and payloads of a batch: 16 MiB plus one payload.
  static func batch(_ sizes: [(name: Int, payload: Int)]) throws(StoreError) -> Int {
    let total = sizes.reduce(0) { $0 + $1.name + $1.payload }
    let largest = sizes.reduce(0) { max($0, $1.payload) }
    guard total - largest <= Limits.batchByteCountMax else {
      throw StoreError(
        .tooLarge,
        "a batch has \(total) bytes; the most is \(Limits.batchByteCountMax) and one payload, so"
          + " split it")
    }
    return total
  }

  static func invalid(_ message: String) -> StoreError { StoreError(.invalidArgument, message) }
}
