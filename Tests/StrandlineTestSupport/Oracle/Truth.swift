import Strandline

/// Which uploads have really happened, kept apart from the model: whatever else is wrong, a
/// session that is not in here must be pending.
package struct Truth: Sendable {
  /// Per version and key the lowest first index that was uploaded since the last forget.
  private var uploaded: [BackupVersion: [SessionKey: UInt32]] = [:]
  private var legacy: [SessionKey: UInt32] = [:]
  private var legacyEnded = false
  private var forgotten: Set<BackupVersion> = []
  /// Every record that was ever given to the store.
  private(set) var everSaved: Set<SessionRecord> = []

  /// Notes what is about to be told to the store: it may be recorded even if the call fails.
  mutating func note(_ key: SessionKey, index: UInt32, in version: BackupVersion) {
    let known = uploaded[version, default: [:]][key] ?? .max
    uploaded[version, default: [:]][key] = min(known, index)
  }

  mutating func note(legacy session: LegacySession) {
    guard !session.needsBackup, !legacyEnded else { return }
    let record = session.record
    legacy[record.key] = min(legacy[record.key] ?? .max, record.firstKnownIndex)
  }

  mutating func note(saved record: SessionRecord) { everSaved.insert(record) }

  /// A reset returned.
  mutating func reset() {
    legacyEnded = true
    legacy = [:]
  }

  /// A forget returned.
  mutating func forget(_ version: BackupVersion) {
    uploaded[version] = nil
    forgotten.insert(version)
  }

  /// Whether the version can hold a copy at least as good as this one.
  func mayHold(_ record: SessionRecord, in version: BackupVersion) -> Bool {
    if let index = uploaded[version]?[record.key], index <= record.firstKnownIndex { return true }
    guard !forgotten.contains(version), let index = legacy[record.key] else { return false }
    return index <= record.firstKnownIndex
  }

  /// Checks that all a version is said to hold can be there.
  func check(_ seen: Observation) throws(Violation) {
    for (version, pending) in seen.pending {
      let keys = Set(pending.map(\.key))
      for record in seen.sessions.values
      where !keys.contains(record.key) && !mayHold(record, in: version) {
        throw Violation(
          .evidence, "\(text(record)) is not pending for \(name(version)), nothing uploaded it")
      }
    }
  }
}
