package import Strandline

/// The rule book as a plain dictionary: what a store must answer, without any of how.
///
/// Written from the rules alone and sharing no code with the engine. A value: copies are cheap, so
/// a history of states is an array. Its revisions are its own numbers; only their order means
/// anything.
package struct ModelStore: Sendable {
  /// A stored session and the number of its uploadable content.
  struct Session: Equatable, Sendable {
    var record: SessionRecord
    var revision: Int
    /// Imported as "already backed up somewhere"; means something only while the rule covers it.
    var isLegacy: Bool
  }

  /// What is known about one backup version.
  struct Version: Equatable, Sendable {
    var evidence: Set<Int> = []
    /// When the version was last forgotten; the floor it was created at until then.
    var epoch: Int
    var isForgotten = false
    var lastUse: Int
  }

  var sessions: [SessionKey: Session] = [:]
  var settings: [[UInt8]: [UInt8]] = [:]
  var withheld: [SessionKey: [UInt8]] = [:]
  var versions: [BackupVersion: Version] = [:]
  /// A reset happened, or a forgotten version fell out of the kept ones: no legacy coverage again.
  var legacyEnded = false
  /// The epoch of every version that is not kept.
  var floorEpoch = 0
  var lastRevision = 0
  var time = 0

  package init() {}

  /// Whether two states answer every later question alike.
  package func isEquivalent(to other: ModelStore) -> Bool {
    sessions == other.sessions && legacyEnded == other.legacyEnded
      && floorEpoch == other.floorEpoch && settings == other.settings
      && withheld == other.withheld && versions == other.versions
  }

  /// Of a state that was marked: equal for equivalent ones, and rarely for others.
  private(set) var mark = 0

  mutating func setMark() {
    mark = sessions.reduce(sessions.count) { sum, entry in
      sum &+ entry.key.hashValue &* (2 &* entry.value.revision &+ 1)
    }
  }

  /// Saves several records as one batch, the later entry of a key meeting the earlier one.
  package mutating func save(
    _ records: [SessionRecord], backedUpTo version: BackupVersion?, policy: SavePolicy
  ) -> [SaveOutcome] {
    time += 1
    return records.map { saveOne($0, backedUpTo: version, policy: policy) }
  }

  /// Removes sessions and answers how many were there.
  package mutating func delete(_ keys: [SessionKey]) -> Int {
    time += 1
    return keys.reduce(0) { $0 + (sessions.removeValue(forKey: $1) == nil ? 0 : 1) }
  }

  /// Applies the steps in order and answers one outcome per save.
  package mutating func commit(_ steps: [BatchStep]) -> [SaveOutcome] {
    time += 1
    var outcomes: [SaveOutcome] = []
    for step in steps {
      switch step {
      case .save(let record, let version, let policy):
        outcomes.append(saveOne(record, backedUpTo: version, policy: policy))
      case .delete(let key): sessions[key] = nil
      case .set(let name, let value): settings[Array(name.utf8)] = value
      case .withhold(let key, let info): withheld[key] = info
      }
    }
    return outcomes
  }

  /// One step of a batch, as a value that can be printed and dropped.
  package enum BatchStep: Sendable {
    case save(SessionRecord, backedUpTo: BackupVersion?, policy: SavePolicy)
    case delete(SessionKey)
    case set(String, [UInt8]?)
    case withhold(SessionKey, [UInt8]?)
  }

  private mutating func saveOne(
    _ record: SessionRecord, backedUpTo version: BackupVersion?, policy: SavePolicy
  ) -> SaveOutcome {
    let outcome = store(record, policy: policy, staysWhenEqual: version != nil)
    // A copy that was dropped because the stored one is better says nothing about the better one.
    guard let version, let session = sessions[record.key],
      session.record.firstKnownIndex == record.firstKnownIndex
    else { return outcome }
    touch(version)
    addEvidence(session.revision, for: version)
    return outcome
  }

  /// Meets the stored copy by the policy's rules, without a word about evidence.
  mutating func store(
    _ record: SessionRecord, policy: SavePolicy, staysWhenEqual: Bool
  ) -> SaveOutcome {
    guard let stored = sessions[record.key] else {
      place(record)
      return .inserted
    }
    let old = stored.record.firstKnownIndex
    let new = record.firstKnownIndex
    if new == old {
      if policy == .requeue {
        place(record)
        return .improved
      }
      if stored.record == record { return .unchanged }
      if staysWhenEqual && policy != .replace { return .keptExisting }
      sessions[record.key]?.record = record
      return .rewritten
    }
    guard new < old || policy == .replace else { return .keptExisting }
    place(record)
    return .improved
  }

  /// Stores a record under a new revision.
  mutating func place(_ record: SessionRecord, isLegacy: Bool = false) {
    lastRevision += 1
    sessions[record.key] = Session(record: record, revision: lastRevision, isLegacy: isLegacy)
  }
}
