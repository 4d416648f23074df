import Strandline

/// Records that wait to be written together.
struct ImportBatch {
  private(set) var records: [SessionRecord] = []
  private(set) var legacy: [LegacySession] = []
  private(set) var byteCount = 0
  private var latest: [SessionKey: SessionRecord] = [:]

  var count: Int { records.count + legacy.count }
  var isLegacy: Bool { !legacy.isEmpty }

  /// What the batch will leave under a key, as far as it is in the batch.
  func record(_ key: SessionKey) -> SessionRecord? { latest[key] }

  mutating func add(_ record: SessionRecord) {
    records.append(record)
    note(record)
  }

  mutating func add(_ session: LegacySession) {
    legacy.append(session)
    note(session.record)
  }

  private mutating func note(_ record: SessionRecord) {
    latest[record.key] = record
    byteCount += record.payload.count
  }
}
