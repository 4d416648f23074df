// Merges and compactions on the scheduler: the work that may wait.
extension StoreCore {
  /// Looks for something to merge, then for something to compact, and begins it.
  func search() {
    let isFound = beginMerge() || (options.backgroundCompaction && beginCompaction())
    if !isFound { shared.withLock { $0.maintenance.mayHaveWork = false } }
  }

  private func beginMerge() -> Bool {
    guard let (view, _) = try? self.view(), let plan = MergePlan.choose(view.index.disk) else {
      return false
    }
    do {
      try inTurn { [self] turn throws(StoreError) in
        let ids = try turn.writer.takeFileIDs(MergeJob.fileCountMax(plan))
        let job = MergeJob(plan, index: turn.view.index, output: indexOutput(ids, turn.writer))
        shared.withLock { $0.maintenance.side = .merge(job) }
      }
      return true
    } catch {
      return false
    }
  }

  private func beginCompaction() -> Bool {
    // Asking costs a sync: not before there is anything below a basis.
    guard let (view, _) = try? self.view(), view.index.disk !== DiskIndex.empty,
      case .job(let job, _) = try? planCompaction(CompactionOrder(.thrift))
    else { return false }
    shared.withLock { $0.maintenance.side = .compaction(job) }
    return true
  }

  /// Does something in the leader's position, when everything so far is durable.
  func inTurn(
    _ body: @escaping (inout LeaderTurn) throws(StoreError) -> Void
  ) throws(StoreError) {
    _ = try perform(CommitRequest(.turn(body), durability: .durable))
  }

  /// Does a piece; true when it can be installed.
  ///
  /// What fails is dropped; the next checkpoint gives occasion to try again.
  func stepSide(_ job: SideJob) -> Bool {
    do {
      return try job.job.step()
    } catch {
      end(job)
      return false
    }
  }

  func installSide(_ job: SideJob) {
    switch job {
    case .merge(let merge):
      do {
        try inTurn { turn throws(StoreError) in try turn.install(merge) }
        shared.withLock { $0.maintenance.side = nil }
      } catch {
        end(job)
      }
    case .compaction(let compaction):
      switch try? installCompaction(compaction) {
      case .installed: shared.withLock { $0.maintenance.side = nil }
      // More steps, or a checkpoint that must be through first.
      case .again: break
      case .later:
        // The checkpoint goes first, and this is tried again behind it.
        if case .writing = shared.withLock({ $0.maintenance.checkpoint }) { return }
        end(job)
      case .dropped, nil: end(job)
      }
    }
  }

  /// Drops a job that failed or is not wanted any more, unless somebody else has done it.
  private func end(_ job: SideJob) {
    let isMine = shared.withLock { state -> Bool in
      guard let side = state.maintenance.side, side.job === job.job else { return false }
      state.maintenance.side = nil
      state.maintenance.mayHaveWork = false
      return true
    }
    guard isMine else { return }
    switch job {
    case .merge(let merge): merge.discard()
    case .compaction(let compaction): drop(compaction)
    }
  }

  /// Holds it back, and waits for the step of it that is being done, not for a checkpoint's.
  func pauseSide() {
    shared.withLock { state -> Lock<Shared>.Turn<Void> in
      state.maintenance.isPaused = true
      return state.maintenance.isSteppingSide ? .wait(0) : .done(())
    }
  }

  func resumeSide() {
    shared.withLock { $0.maintenance.isPaused = false }
    wakeMaintenance()
  }

  /// Drops what was begun, if anything.
  func abandonSide() {
    if let job = shared.withLock({ $0.maintenance.side }) { end(job) }
  }
}
