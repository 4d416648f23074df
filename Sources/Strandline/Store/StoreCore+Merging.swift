// Merges of index files: the work that may wait.
extension StoreCore {
  /// Looks for something to merge and begins it.
  func search() {
    guard let (view, _) = try? self.view(), let plan = MergePlan.choose(view.index.disk) else {
      shared.withLock { $0.maintenance.mayHaveWork = false }
      return
    }
    _ = try? inTurn { [self] turn throws(StoreError) in
      // A checkpoint may have added to it; what was chosen is still there.
      let ids = try turn.writer.takeFileIDs(MergeJob.fileCountMax(plan))
      let job = MergeJob(plan, index: turn.view.index, output: indexOutput(ids, turn.writer))
      shared.withLock { $0.maintenance.side = job }
    }
    shared.withLock { if $0.maintenance.side == nil { $0.maintenance.mayHaveWork = false } }
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
  func stepSide(_ job: MergeJob) -> Bool {
    do {
      return try job.step()
    } catch {
      abandonSide(job)
      return false
    }
  }

  func installSide(_ job: MergeJob) {
    do {
      try inTurn { turn throws(StoreError) in try turn.install(job) }
      shared.withLock { $0.maintenance.side = nil }
    } catch {
      // A manifest that names the new files may count after a crash: they stay, and are removed as
      // orphans if it does not.
      shared.withLock { state in
        state.maintenance.side = nil
        state.maintenance.mayHaveWork = false
      }
    }
  }

  /// Drops what was begun.
  func abandonSide(_ failed: MergeJob? = nil) {
    let job = shared.withLock { state -> MergeJob? in
      defer {
        state.maintenance.side = nil
        state.maintenance.mayHaveWork = false
      }
      return state.maintenance.side
    }
    (failed ?? job)?.discard()
  }
}
