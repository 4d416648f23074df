/// What a save does when the key is already stored.
@nonexhaustive
public enum SavePolicy: Sendable, Hashable, CaseIterable {
  /// Keeps the copy with the lower first known index; at an equal index replaces the contents and
  /// keeps the revision.
  case keepBetter
  /// Stores whatever comes; another index takes a new revision.
  case replace
  /// Like `keepBetter`, but an equal index takes a new revision, hence is pending everywhere.
  case requeue
}

/// What a save did.
@nonexhaustive
public enum SaveOutcome: String, Sendable, Hashable, CaseIterable {
  /// There was no session with this key.
  case inserted
  /// Stored under a new revision: pending for every backup version.
  case improved
  /// Stored under the same revision: what was backed up stays backed up.
  case rewritten
  /// Identical to the stored copy; nothing was written.
  case unchanged
  /// The stored copy stayed.
  case keptExisting
}

/// How far a commit has come when the call returns.
///
/// Whatever the level, what survives a crash is a prefix of the order in which commits were made. When
/// more than 16 MiB wait for a sync, the store syncs of its own accord.
@nonexhaustive
public enum Durability: Sendable, Hashable, CaseIterable {
  /// On stable storage: survives a power cut.
  case durable
  /// Handed to the system, which was told to begin writing it: survives the end of the process.
  case ordered
  /// Handed to the system: survives the end of the process, written out when the system likes.
  case buffered
}

/// Several changes that become visible and durable together, applied in call order.
public struct WriteBatch: Sendable {
  package enum Operation: Sendable {
    case save(SessionRecord, backedUpTo: BackupVersion?, policy: SavePolicy)
    case delete(SessionKey)
    case set(name: String, value: [UInt8]?)
    case withhold(SessionKey, info: [UInt8]?)
  }

  package private(set) var operations: [Operation] = []

  /// Makes an empty batch.
  public init() {}

  /// Adds a save.
  public mutating func save(
    _ record: SessionRecord, backedUpTo: BackupVersion? = nil, policy: SavePolicy = .keepBetter
  ) {
    operations.append(.save(record, backedUpTo: backedUpTo, policy: policy))
  }

  /// Adds a deletion of a session.
  public mutating func delete(_ key: SessionKey) { operations.append(.delete(key)) }

  /// Adds a change of a setting; nil removes it.
  public mutating func set(_ name: String, to value: [UInt8]?) {
    operations.append(.set(name: name, value: value))
  }

  /// Adds withheld information for a session; nil removes it.
  public mutating func withhold(_ key: SessionKey, info: [UInt8]?) {
    operations.append(.withhold(key, info: info))
  }
}
