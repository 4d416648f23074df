import Strandline

/// Ends of a process, clean and unclean, and what must be there afterwards.
extension Simulation {
  func reopen() throws {
    guard try closed() else { return }
    do {
      try store.reopen()
      try proveReopened()
    } catch let error as StoreError {
      guard process.hasStopped || isTroubled else {
        throw Violation(.error, "reopen threw \(error)")
      }
      if !process.hasStopped { try end(image: nil, recoveryCall: nil) }
    }
  }

  func restart() throws {
    guard try closed() else { return }
    disk.kill(process)
    try start(recoveryCall: nil)
    try proveReopened()
  }

  /// Closes; false when that became an unclean end, which is already dealt with then.
  func closed() throws -> Bool {
    do {
      try store.close()
      // Struck in its last calls, which only tidy up: it ends like any other that was struck.
      guard !process.hasStopped else {
        dropHeld()
        return false
      }
      outlive()
      if syncIsDurable { expectations.markDurable() }
      // From here on an unclean end may leave the mark of the clean one in force.
      hasSyncedSinceOpen = false
      // A close on a full disk may have to do without the mark of a clean end.
      if isTroubled { dropHeld() }
      return true
    } catch {
      guard process.hasStopped || isTroubled else {
        throw Violation(.error, "close threw \(error)")
      }
      // Whether the mark of a clean end was still written is unknown.
      dropHeld()
      if !process.hasStopped { try end(image: nil, recoveryCall: nil) }
      return false
    }
  }

  private func proveReopened() throws {
    guard !process.hasStopped else { return }
    try compare()
  }

  /// The process stopped where it was told to.
  func recoverFromStop() throws {
    let plan = armed ?? (nil, nil)
    try end(image: plan.image, recoveryCall: plan.recoveryCall)
  }

  /// Ends the process without a word to the store, and starts the next one.
  func end(image: CrashImage?, recoveryCall: Int?) throws {
    scheduler.discard()
    if let image { disk.powerCut(image) } else { disk.kill(process) }
    armed = nil
    refuseHeld()
    var cutsPower = image != nil
    if random.oneIn(4) { try lookAtDeadStore(cutsPower: cutsPower) }
    try start(recoveryCall: recoveryCall)
    if process.hasStopped {
      scheduler.discard()
      // The second end takes the other road: what one leaves half done the other must not lose.
      if cutsPower { disk.kill(process) } else { disk.powerCut(.random(seed: random.next())) }
      cutsPower = true
      try start(recoveryCall: nextRecoveryCall)
      if process.hasStopped {
        scheduler.discard()
        disk.kill(process)
        try start(recoveryCall: nil)
      }
    }
    nextRecoveryCall = nil
    let seen = try recovered()
    let report = store.damageReport
    guard report.isEmpty || syncMayHaveFailed else {
      throw Violation(
        .recovery,
        "damage is reported after a mere crash: evidence dropped \(report.evidenceDropped),"
          + " \(report.findings)")
    }
    try expectations.recover(
      lostUnsynced: cutsPower || syncMayHaveFailed, isDurable: cutsPower,
      evidenceDropped: report.evidenceDropped, seen)
    if report.evidenceDropped { dropHeld() }
    try truth.check(seen)
    if cutsPower { syncMayHaveFailed = false }
    hasSyncedSinceOpen = false
    // Not always: it makes everything durable.
    if !plan.isPlain, life % 2 == 0 { try verify() }
  }

  /// Handing out pages may need a sync, and that room for a new segment: a full disk ends here.
  private func recovered() throws -> Observation {
    do {
      do {
        return try Observation(store, pageLimit: 1 + random.below(5))
      } catch let error as StoreError where error.code == .noSpace && disk.capacity != nil {
        disk.capacity = nil
        return try Observation(store, pageLimit: 1 + random.below(5))
      }
    } catch let error as StoreError {
      throw Violation(.recovery, "after an unclean end reading threw \(error)")
    }
  }

  /// A new process opens the store; a full disk is emptied when it must be.
  func start(recoveryCall: Int?) throws {
    startProcess()
    // What is left of the last one holds a store that is gone.
    scheduler.discard()
    scheduler = Self.scheduler(plan)
    if let recoveryCall { process.crash(at: CrashPoint(atCall: recoveryCall)) }
    isTroubled = disk.capacity != nil
    do {
      do {
        store = try open()
      } catch let error as StoreError where error.code == .noSpace && disk.capacity != nil {
        disk.capacity = nil
        isTroubled = false
        store = try open()
      }
    } catch let error as StoreError {
      guard process.hasStopped else { throw Violation(.recovery, "open threw \(error)") }
    }
    if !process.hasStopped { process.crash(at: nil) }
  }

  func open() throws -> SessionStore {
    try SessionStore.open(
      at: Self.path, options: options(),
      environment: Self.environment(plan, process, scheduler, seed: random.next()))
  }

  /// A reader comes before the next writer does.
  private func lookAtDeadStore(cutsPower: Bool) throws {
    let wasTroubled = isTroubled
    isTroubled = false
    defer { isTroubled = wasTroubled }
    guard !syncMayHaveFailed || cutsPower else { return }
    startProcess()
    try look()
  }

  private func startProcess() {
    let calls = process.recentCalls.filter { $0.kind.isMutating || $0.wasStruck }
    formerCalls = (formerCalls + calls).suffix(Self.formerCallCountMax)
    process = disk.process()
  }

  /// Faults stop: the store must accept commits again, without a restart.
  func heal() throws {
    process.clearFaults()
    disk.capacity = nil
    guard isTroubled, !process.hasStopped else { return }
    var last: StoreError?
    for _ in 0..<4 {
      do {
        try store.set(OperationGenerator.settings[0], to: [1])
        try store.flush()
        last = nil
        break
      } catch {
        last = error
        if process.hasStopped { break }
      }
    }
    expectations.unknown { line in
      var after = line.present
      _ = after.commit([.set(OperationGenerator.settings[0], [1])])
      return [after]
    }
    if process.hasStopped { return }
    if let last { throw Violation(.recovery, "after faults stopped: \(last)") }
    isTroubled = false
    syncSucceeded()
    try compare()
  }
}
