// Compactions: planned and installed by the leader, copied beside it.
extension StoreCore {
  /// Segments that no compaction may take: damaged ones.
  func barredSegments() -> Set<FileID> {
    shared.withLock { state in
      let found = state.report.findings.compactMap { FileName($0.file) }
      return state.compaction.barred.union(found.map(\.id))
    }
  }

  func bar(_ segments: Set<FileID>) {
    shared.withLock { $0.compaction.barred.formUnion(segments) }
  }

  /// Asks the leader for something to compact.
  ///
  /// For the scheduler: `.later` means that a checkpoint must be through first. What is granted is
  /// stepped until it is done, handed to `installCompaction`, and discarded when the store closes.
  func planCompaction(_ order: CompactionOrder) throws(StoreError) -> CompactionGrant {
    let inquiry = CompactionInquiry(order)
    _ = try perform(CommitRequest(.plan(inquiry), durability: Self.compactionDurability))
    return inquiry.grant
  }

  /// Has the leader install what a job has written.
  ///
  /// After `.again` the job has steps to do; after `.later` a checkpoint must be through first.
  func installCompaction(
    _ job: CompactionJob
  ) throws(StoreError) -> LeaderTurn.CompactionResult {
    // A close waits for this, so that no file is removed behind it.
    shared.withLock { $0.compaction.installationCount += 1 }
    defer {
      shared.withLock { $0.compaction.installationCount -= 1 }
      shared.wakeAll(0)
    }
    let outcome = try perform(CommitRequest(.install(job), durability: Self.compactionDurability))
    guard case .installed(let result) = outcome else {
      preconditionFailure("an installation was answered with something else")
    }
    job.removeReplaced()
    return result
  }

  /// What a compaction is planned from and installed over is durable.
  private static var compactionDurability: Durability {
    #if STRANDLINE_CANARIES
      Canary.undurableKillInCompaction.isLoose ? .buffered : .durable
    #else
      .durable
    #endif
  }

  /// Ends a job that failed or is not wanted any more, and remembers the damage it met.
  func drop(_ job: CompactionJob) {
    job.discard()
    guard let damage = job.damage else { return }
    note(damage)
    if let id = FileName(damage.file)?.id { bar([id]) }
  }
}

// On the caller's thread.
extension StoreCore {
  /// A checkpoint that does not come to an end makes a call give up after so many attempts.
  private static let attemptCountMax = 16

  /// Compacts until there is nothing left that `goal` asks for.
  func compact(
    for goal: CompactionPolicy.Goal, progress: ((Double) -> Bool)?
  ) throws(StoreError) {
    let refusal = shared.withLock { state -> StoreError? in
      guard state.view != nil, !state.isClosing else { return closedError() }
      guard state.writer != nil else {
        return StoreError(.readOnly, "the store was opened for reading only", path: path)
      }
      state.compaction.callCount += 1
      return nil
    }
    if let refusal { throw refusal }
    // A close waits for this, so that no file is touched behind it.
    defer {
      shared.withLock { $0.compaction.callCount -= 1 }
      shared.wakeAll(0)
    }
    var report = CompactionProgress(progress)
    try report.tell()
    try healing { () throws(StoreError) in
      _ = try perform(CommitRequest(.seal(always: goal == .secrecy), durability: .durable))
      // What this call writes it does not compact again, whatever is deleted meanwhile.
      var order = CompactionOrder(goal)
      while let job = try next(&order, &report) { try run(job, &report) }
    }
    // What a compaction beside this call has replaced is no part of the log, and not gone before that.
    shared.withLock { state -> Lock<Shared>.Turn<Void> in
      state.compaction.installationCount > 0 ? .wait(0) : .done(())
    }
    try report.end()
  }

  private func next(
    _ order: inout CompactionOrder, _ report: inout CompactionProgress
  ) throws(StoreError) -> CompactionJob? {
    for _ in 0..<Self.attemptCountMax {
      switch try planCompaction(order) {
      case .nothing: return nil
      case .later: _ = try perform(Self.checkpoint())
      case .job(let job, let byteCount):
        order.below = order.below ?? job.plan.output
        report.begin(byteCount)
        return job
      }
    }
    throw unfolded()
  }

  private func unfolded() -> StoreError {
    StoreError(
      .io, "index files cannot be written at the moment; make sure that there is space, try again",
      path: path)
  }

  private func run(
    _ job: CompactionJob, _ report: inout CompactionProgress
  ) throws(StoreError) {
    do throws(StoreError) {
      for _ in 0..<Self.attemptCountMax {
        while try !job.step() {
          report.read(job.readByteCount)
          try report.tell()
        }
        switch try installCompaction(job) {
        case .installed, .dropped:
          report.done(job.plan.byteCount)
          return
        case .again: continue
        case .later: _ = try perform(Self.checkpoint())
        }
      }
      throw unfolded()
    } catch {
      drop(job)
      // A damaged segment is left as it is; the others are looked after.
      guard job.damage != nil, error.code == .corrupt else { throw error }
      report.done(job.plan.byteCount)
    }
  }
}

/// How far a call has come.
struct CompactionProgress {
  private let closure: ((Double) -> Bool)?
  private var total: UInt64 = 0
  private var before: UInt64 = 0
  private var current: UInt64 = 0
  private var last = 0.0

  init(_ closure: ((Double) -> Bool)?) { self.closure = closure }

  mutating func begin(_ byteCount: UInt64) {
    total = max(total, before &+ byteCount)
    current = 0
  }

  mutating func read(_ byteCount: UInt64) { current = byteCount }

  mutating func done(_ byteCount: UInt64) {
    before &+= byteCount
    current = 0
  }

  /// - Throws: `.cancelled` when the caller wants no more.
  mutating func tell() throws(StoreError) {
    let share = total == 0 ? 0 : min(1, Double(before &+ current) / Double(total))
    last = max(last, share)
    try tell(last)
  }

  /// All is done; whoever wants no more now is too late.
  func end() throws(StoreError) { _ = closure?(1) }

  private func tell(_ share: Double) throws(StoreError) {
    guard let closure, !closure(share) else { return }
    throw StoreError(.cancelled, "the caller cancelled; what was compacted so far stays")
  }
}
