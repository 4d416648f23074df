/// One caller's commit on its way through the leader.
///
/// Owned by its caller until it is queued, by the leader until it is complete.
package final class CommitRequest {
  package enum Work {
    case batch([PreparedOperation])
    case acknowledge(PendingBatch)
    case acknowledgeUploads([Upload], BackupVersion)
    case reset
    case forget(BackupVersion)
    case lease(name: [UInt8], holder: [UInt8], milliseconds: UInt32)
    /// Nothing but the durability of what is there.
    case flush
    /// Nothing: a turn in which the leader looks after the index files.
    case maintain
    /// Nothing: a turn in which the leader folds all there is into index files.
    case checkpoint
    /// Nothing: a turn in which the leader builds the index from the segments, its files being
    /// damaged.
    case rebuild
    /// Something else that is done when everything so far is durable.
    case turn((inout LeaderTurn) throws(StoreError) -> Void)
    /// Nothing: a turn in which the leader folds all there is and seals the active segment, if that
    /// is wanted whatever is in it or a good part of it is dead; everything before lies below the
    /// basis then.
    case seal(always: Bool)
    /// Nothing: a turn in which the leader looks for something to compact.
    case plan(CompactionInquiry)
    /// Nothing: a turn in which the leader installs what a compaction has written.
    case install(CompactionJob)
    /// Nothing but the durability of what is there, and a state of it to be read beside the commits.
    case grant
  }

  package enum Outcome {
    case batch([SaveOutcome], deleted: Int)
    case acknowledged(AcknowledgeResult)
    case lease(UInt64?)
    case granted(DurableState)
    case done
    case installed(LeaderTurn.CompactionResult)
  }

  package let work: Work
  package let durability: Durability
  /// About how many bytes it adds.
  package let byteCount: Int
  /// The opening whose hash key it was prepared with; nil when the leader does all of it.
  package let opening: Int?
  package var result: Result<Outcome, StoreError>?
  /// Whether it is complete: set under the lock, once.
  package var isComplete = false
  /// Which condition its caller sleeps on.
  package var parity = 0
  /// Called once when it is complete, for a caller that does not sleep.
  package var completion: (() -> Void)?

  package init(
    _ work: Work, durability: Durability, byteCount: Int = 0, opening: Int? = nil
  ) {
    self.work = work
    self.durability = durability
    self.byteCount = byteCount
    self.opening = opening
  }

  /// Whether it may use the last part of the space kept for a full disk.
  package var isSmall: Bool {
    switch work {
    case .acknowledge, .acknowledgeUploads, .reset, .forget, .lease, .flush, .maintain,
      .checkpoint, .rebuild, .turn, .seal, .plan, .install, .grant:
      true
    case .batch(let operations): operations.allSatisfy(\.isRemoval)
    }
  }

  package var isCheckpoint: Bool {
    if case .checkpoint = work { return true }
    return false
  }

  package var isGrant: Bool {
    if case .grant = work { return true }
    return false
  }

  package var isRebuild: Bool {
    if case .rebuild = work { return true }
    return false
  }

  /// Whether it may begin a new segment.
  ///
  /// Control frames never do.
  package var mayRoll: Bool {
    switch work {
    case .batch, .lease: true
    case .acknowledge, .acknowledgeUploads, .reset, .forget, .flush, .maintain, .checkpoint,
      .rebuild, .turn, .seal, .plan, .install, .grant:
      false
    }
  }
}

/// One operation of a batch, with everything computed that needs no state.
package enum PreparedOperation {
  case save(PreparedSave)
  case delete(SessionKey, hash: UInt64)
  case put(FrameKind, FrameName, [UInt8], hash: UInt64)
  case remove(FrameKind, FrameName, hash: UInt64)

  var isRemoval: Bool {
    switch self {
    case .delete, .remove: true
    case .save, .put: false
    }
  }
}

/// A session to save, checksummed by its caller.
package struct PreparedSave {
  package enum Legacy { case none, clean, needsBackup }

  package let record: SessionRecord
  package let name: FrameName
  package let names: SessionIndex.Names
  package let payloadChecksum: UInt32
  package let policy: SavePolicy
  package let backedUpTo: BackupVersion?
  package let legacy: Legacy

  package init(
    _ record: SessionRecord, hash: NameHash, policy: SavePolicy, backedUpTo: BackupVersion?,
    legacy: Legacy = .none
  ) {
    self.record = record
    name = FrameName(record)
    let sender =
      record.senderKey.isEmpty ? nil : hash.sender(record.senderKey, kind: record.senderDataKind)
    names = SessionIndex.Names(
      key: hash.session(record.key), room: hash.hash(.room, record.key.room), sender: sender)
    payloadChecksum = Checksum.of(record.payload)
    self.policy = policy
    self.backedUpTo = backedUpTo
    self.legacy = legacy
  }
}
