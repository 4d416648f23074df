// Work beside the commits, in steps on the scheduler: checkpoints, then merges, then compaction.
extension StoreCore {
  var deltaByteCountMax: Int { min(max(options.deltaByteCountMax, 4 << 10), 256 << 20) }

  /// A step of a side job reads or writes about so many bytes.
  private static let stepByteCount: UInt64 = 256 << 10

  /// What the next step works on.
  private enum Task {
    case checkpoint(CheckpointJob)
    case side(SideJob)
    /// Looks for something to merge or to compact.
    case search
  }

  /// Lets the scheduler work on what there is to do.
  ///
  /// Not called under the lock, nor by a leader before it has stepped down.
  func wakeMaintenance() {
    let isWanted = shared.withLock { state -> Bool in
      guard !state.maintenance.isScheduled, Self.task(state) != nil else { return false }
      state.maintenance.isScheduled = true
      return true
    }
    if isWanted { environment.scheduler.start(.background) { [self] in maintain() } }
  }

  private static func task(_ state: Shared) -> Task? {
    guard state.view != nil, state.writer != nil, !state.isClosing, !state.isAbandoned,
      !state.maintenance.isStepping
    else { return nil }
    switch state.maintenance.checkpoint {
    case .writing(let job): return .checkpoint(job)
    case .none, .planned, .written: break
    }
    if state.maintenance.isPaused { return nil }
    if let job = state.maintenance.side { return .side(job) }
    return state.maintenance.mayHaveWork ? .search : nil
  }

  /// One step of the work beside the commits.
  private func maintain() -> StepResult {
    let task = shared.withLock { state -> Task? in
      guard let task = Self.task(state) else {
        state.maintenance.isScheduled = false
        return nil
      }
      state.maintenance.isWorking = true
      state.maintenance.isStepping = true
      if case .side = task { state.maintenance.isSteppingSide = true }
      return task
    }
    guard let task else { return .finished }
    // A close waits for this: what the leader has just installed or granted must be noted by then, lest
    // it be taken for a job to be dropped.
    defer {
      shared.withLock { $0.maintenance.isWorking = false }
      shared.wakeAll(0)
    }
    var isReady = false
    switch task {
    case .checkpoint(let job): isReady = step(job)
    case .side(let job): isReady = stepSide(job)
    case .search: break
    }
    shared.withLock {
      $0.maintenance.isStepping = false
      $0.maintenance.isSteppingSide = false
    }
    shared.wakeAll(0)
    switch task {
    // Whoever leads next installs it; if nobody does, this does.
    case .checkpoint: if isReady { _ = try? perform(Self.maintain()) }
    case .side(let job):
      if isReady { installSide(job) }
      return pause()
    case .search: search()
    }
    return .again
  }

  /// Side jobs go no faster than their rate, so that commits find the disk free.
  private func pause() -> StepResult {
    let now = environment.clock.monotonicMilliseconds()
    let milliseconds = shared.withLock { state -> UInt64 in
      var rate = state.maintenance.rate ?? RateLimit(now: now)
      rate.take(Self.stepByteCount, now: now)
      defer { state.maintenance.rate = rate }
      // A checkpoint does not wait for the side job's rate.
      if case .writing = state.maintenance.checkpoint { return 0 }
      return rate.pause(now: now)
    }
    return milliseconds == 0 ? .again : .pause(milliseconds: milliseconds)
  }

  /// Does a piece of a checkpoint; true when it is written.
  ///
  /// If that fails, what was written is removed, and the delta stays frozen until a later attempt.
  @discardableResult
  private func step(_ job: CheckpointJob) -> Bool {
    do {
      let isWritten = try job.step()
      if isWritten { shared.withLock { $0.maintenance.checkpoint = .written(job) } }
      return isWritten
    } catch {
      job.output.discard()
      shared.withLock { state in
        state.maintenance.checkpoint = .planned(job.plan)
        state.maintenance.hasFailed = true
        state.maintenance.failure = error
      }
      return false
    }
  }

  /// Takes the work from the scheduler and does it here, to its end; nil when there is none.
  ///
  /// Waits for the step that is being done, no longer.
  func writeOut() -> CheckpointJob? {
    let taken =
      shared.withLock { state -> Lock<Shared>.Turn<CheckpointJob?> in
        if state.maintenance.isStepping { return .wait(0) }
        switch state.maintenance.checkpoint {
        case .none, .planned: return .done(nil)
        case .written(let job): return .done(job)
        case .writing(let job):
          state.maintenance.isStepping = true
          return .done(job)
        }
      } as CheckpointJob?
    guard let job = taken else { return nil }
    var isWriting = true
    while isWriting {
      let state = shared.withLock { $0.maintenance.checkpoint }
      switch state {
      case .writing: step(job)
      case .none, .planned, .written: isWriting = false
      }
    }
    return shared.withLock { state in
      state.maintenance.isStepping = false
      if case .written(let job) = state.maintenance.checkpoint { return job }
      return nil
    }
  }

  /// Writes out what the next open would replay, unless it is little.
  ///
  /// Whatever fails here costs time at the next open and nothing else.
  func foldBeforeClose(_ writer: LogWriter, _ view: StoreView) {
    abandonSide()
    var turn = LeaderTurn(core: self, writer: writer, view: view, leaseTimes: [])
    if let job = writeOut() { turn.install(job) }
    if turn.view.index.frozen == nil,
      turn.view.index.active.entryCount >= CheckpointPolicy.entryCountMin, !writer.mustRoll
    {
      turn.freeze()
      if let job = writeOut() { turn.install(job) }
    }
    shared.withLock { $0.maintenance.checkpoint = .none }
  }

  static func checkpoint() -> CommitRequest { CommitRequest(.checkpoint, durability: .durable) }

  static func maintain() -> CommitRequest { CommitRequest(.maintain, durability: .buffered) }
}
