/// How far the checkpoint under way has come.
package enum CheckpointState {
  case none
  /// The delta is frozen; an attempt to write it out failed, or is still to begin.
  case planned(CheckpointPlan)
  case writing(CheckpointJob)
  /// All of it is on stable storage; the leader writes the manifest.
  case written(CheckpointJob)

  package var isUnderWay: Bool {
    if case .none = self { return false }
    return true
  }
}

/// Work that may wait.
package enum SideJob {
  case merge(MergeJob)
  case compaction(CompactionJob)

  var job: any BackgroundJob {
    switch self {
    case .merge(let job): job
    case .compaction(let job): job
    }
  }
}

/// Work beside the commits, as far as threads share it.
package struct MaintenanceState {
  package var checkpoint = CheckpointState.none
  /// A merge or a compaction; checkpoints go before it.
  package var side: SideJob?
  /// Whether index files or segments have changed since there was nothing to merge.
  package var mayHaveWork = false
  /// How fast side jobs may go.
  package var rate: RateLimit?
  /// Whether the scheduler is at work: a step, and what the leader is asked for behind it.
  package var isWorking = false
  /// Whether a thread is in a step, outside the lock.
  package var isStepping = false
  /// Whether that is a step of a merge or a compaction.
  package var isSteppingSide = false
  /// Whether the scheduler runs steps.
  package var isScheduled = false
  /// Whether merges and compactions wait until the host says otherwise.
  package var isPaused = false
  /// What the last failed attempt at a checkpoint met; nil once one is through.
  package var failure: StoreError?
  /// Whether an attempt has failed since the leader last looked.
  package var hasFailed = false
  /// After a failure nothing is tried again before the log is this long behind the basis.
  package var retryTailByteCount: UInt64 = 0

  package init() {}
}
