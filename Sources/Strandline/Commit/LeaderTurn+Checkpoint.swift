// What a leader does for the index files.
extension LeaderTurn {
  /// Installs what was written beside the commits.
  ///
  /// If that fails it is tried again later: the files stay, for a manifest that names them may count
  /// after a crash.
  mutating func installIfWritten() {
    guard case .written(let job) = core.shared.withLock({ $0.maintenance.checkpoint }),
      isTimeToTry()
    else { return }
    install(job)
  }

  mutating func install(_ job: CheckpointJob) {
    guard let watermarks = job.output.watermarks else {
      preconditionFailure("a checkpoint without watermarks")
    }
    let disk = view.index.disk.adding(job.output)
    do {
      try writer.install(job.plan, disk, watermarks: watermarks)
    } catch {
      core.shared.withLock {
        $0.maintenance.hasFailed = true
        $0.maintenance.failure = error
      }
      return
    }
    view.index.adopt(disk, folded: job.plan)
    core.publish(view, nextRevision: writer.nextRevision, leaseTimes: leaseTimes)
    core.shared.withLock {
      $0.maintenance.checkpoint = .none
      $0.maintenance.failure = nil
      $0.maintenance.retryTailByteCount = 0
      $0.maintenance.mayHaveWork = true
    }
  }

  /// Freezes the delta when it is full, or the log behind the basis is long.
  ///
  /// When the one before it is still being written out and this one is full twice over, the work is
  /// done here: memory is bounded, and callers wait.
  mutating func checkpointIfDue() {
    let checkpoint = core.shared.withLock { $0.maintenance.checkpoint }
    let delta = view.index.active.byteCount
    if checkpoint.isUnderWay {
      guard isTimeToTry() else { return }
      if case .planned(let plan) = checkpoint { begin(plan) }
      if delta >= 2 * core.deltaByteCountMax, let job = core.writeOut() { install(job) }
      return
    }
    guard
      CheckpointPolicy.isDue(
        delta: (delta, core.deltaByteCountMax),
        tail: (writer.tailByteCount, core.segmentTarget(writer)))
    else { return }
    freeze()
  }

  /// After a failure the log grows a little before the next attempt: the disk may be full, and each
  /// one costs time.
  private func isTimeToTry() -> Bool {
    let tail = writer.tailByteCount
    let pause = core.segmentTarget(writer) / 4
    return core.shared.withLock { state in
      if state.maintenance.hasFailed {
        state.maintenance.hasFailed = false
        state.maintenance.retryTailByteCount = tail + pause
      }
      return tail >= state.maintenance.retryTailByteCount
    }
  }

  /// Folds all there is, now.
  mutating func checkpointNow() {
    if core.shared.withLock({ $0.maintenance.checkpoint.isUnderWay }) {
      if case .planned(let plan) = core.shared.withLock({ $0.maintenance.checkpoint }) {
        begin(plan)
      }
      if let job = core.writeOut() { install(job) }
    }
    guard view.index.frozen == nil, view.index.active.entryCount > 0 else { return }
    foldAll()
  }

  /// Moves the basis to the end of the log, if nothing is frozen.
  mutating func foldAll() {
    freeze()
    if let job = core.writeOut() { install(job) }
  }

  /// Everything so far becomes durable and is written out from here on.
  mutating func freeze() {
    do {
      #if STRANDLINE_CANARIES
        if !Canary.undurableKillInWatermarks.isLoose { try moved(writer.sync()) }
      #else
        try moved(writer.sync())
      #endif
    } catch {
      // Those who wanted a sync have heard of it; the next turn begins with another attempt.
      return
    }
    core.markDurable(nextRevision: writer.nextRevision)
    view.index.freeze(nextRevision: writer.nextRevision)
    writer.tailByteCount = 0
    core.publish(view, nextRevision: writer.nextRevision, leaseTimes: leaseTimes)
    begin(
      CheckpointPlan(
        index: view.index, evidence: view.evidence, basis: writer.position,
        nextRevision: writer.nextRevision))
  }

  /// Puts merged files in the place of those they were made of.
  mutating func install(_ job: MergeJob) throws(StoreError) {
    guard job.isCurrent(view.index.disk) else {
      throw StoreError(.cancelled, "the index was built anew meanwhile", path: core.path)
    }
    let disk = job.result(over: view.index.disk)
    // If it fails the new manifest may count after a crash: the files stay, and are removed as orphans
    // if it does not.
    job.letGo()
    try writer.install(disk)
    view.index.replaceDisk(disk)
    core.publish(view, nextRevision: writer.nextRevision, leaseTimes: leaseTimes)
  }

  func begin(_ plan: CheckpointPlan) {
    let ids = try? writer.takeFileIDs(plan.fileCountMax)
    let job = ids.map { CheckpointJob(plan, output: core.indexOutput($0, writer)) }
    core.shared.withLock {
      $0.maintenance.checkpoint = job.map { .writing($0) } ?? .planned(plan)
    }
  }
}

extension StoreCore {
  func indexOutput(_ ids: [FileID], _ writer: LogWriter) -> IndexOutput {
    IndexOutput(
      directory: path, fileSystem: environment.fileSystem, storeID: writer.manifest.storeID,
      resources: resources, ids: ids)
  }
}
