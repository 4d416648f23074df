package import Strandline

/// Records of an older store, and reading.
extension ModelStore {
  /// Imports one legacy record.
  ///
  /// An import is a run of these: it may end between any two.
  package mutating func importOne(
    _ legacy: LegacySession, knownVersion: BackupVersion?
  ) -> SaveOutcome {
    let record = legacy.record
    if let knownVersion, !legacy.needsBackup {
      return save([record], backedUpTo: knownVersion, policy: .keepBetter)[0]
    }
    time += 1
    guard let stored = sessions[record.key] else {
      place(record, isLegacy: !legacy.needsBackup && !legacyEnded)
      return .inserted
    }
    let isCovered = stored.isLegacy && !legacyEnded
    if legacy.needsBackup && isCovered
      && stored.record.firstKnownIndex == record.firstKnownIndex
    {
      place(record)
      return .improved
    }
    return store(record, policy: .keepBetter, staysWhenEqual: false)
  }

  /// Every state an import passes through, the last one being its end, and its outcomes.
  package func importing(
    _ sessions: [LegacySession], knownVersion: BackupVersion?
  ) -> (states: [ModelStore], outcomes: [SaveOutcome]) {
    var state = self
    var states: [ModelStore] = []
    var outcomes: [SaveOutcome] = []
    for session in sessions {
      outcomes.append(state.importOne(session, knownVersion: knownVersion))
      states.append(state)
    }
    return (states, outcomes)
  }

  package func session(_ key: SessionKey) -> SessionRecord? { sessions[key]?.record }

  package var records: [SessionKey: SessionRecord] { sessions.mapValues(\.record) }

  package func records(inRoom room: [UInt8]) -> Set<SessionRecord> {
    Set(sessions.values.lazy.map(\.record).filter { $0.key.room == room })
  }

  package func records(fromSender senderKey: [UInt8], kind: UInt8) -> Set<SessionRecord> {
    Set(
      sessions.values.lazy.map(\.record).filter {
        $0.senderKey == senderKey && $0.senderDataKind == kind
      })
  }

  package func setting(_ name: String) -> [UInt8]? { settings[Array(name.utf8)] }

  package func withheldInfo(_ key: SessionKey) -> [UInt8]? { withheld[key] }
}
