import Strandline

/// Openings that are struck.
extension Simulation {
  /// Ends the process, and begins the next one, which has not opened the store yet.
  func end(before opening: Workload.Opening) throws {
    scheduler.discard()
    process.clearFaults()
    switch opening {
    case .ofNothing: try removeStore()
    case .ofLeftovers:
      // Beside the place of the store.
      try removeStore()
      try Self.strike(CreationCrash(call: 8, moment: .before), plan, on: disk)
    case .afterKill, .byReaderAfterKill: disk.kill(process)
    case .afterPowerCut: disk.powerCut(.none)
    }
    refuseHeld()
    if opening == .afterPowerCut { try lookAtCopy() }
    process = disk.process()
    scheduler = Self.scheduler(plan)
  }

  private func removeStore() throws {
    disk.kill(process)
    for name in disk.listFiles(Self.path) { disk.remove(Self.path + "/" + name) }
    let remover = disk.process()
    try remover.removeDirectory(Self.path)
    disk.settle()
    disk.kill(remover)
    isCreated = false
  }

  /// What an opening finds that nothing strikes is what there is.
  private func lookAtCopy() throws {
    let copy = disk.copy()
    let other = copy.process()
    let view = try SessionStore.open(
      at: Self.path, options: Self.options(durability, readOnly: false),
      environment: Self.environment(plan, other, SimulatedScheduler(), seed: plan.seed))
    let seen = try Observation(view, pageLimit: 3)
    copy.kill(other)
    try expectations.recover(
      lostUnsynced: true, isDurable: true, evidenceDropped: false, seen)
  }

  /// Opens the store with a strike in the way, and once more when that failed.
  func openStruck(_ opening: Workload.Opening) throws {
    if opening == .byReaderAfterKill { try readStruck() }
    do {
      store = try open()
    } catch let error as StoreError {
      if !process.hasStopped {
        try mayFail("a struck opening", error)
        process.clearFaults()
        do {
          store = try open()
        } catch {
          throw Violation(.recovery, "after faults stopped, open threw \(error)")
        }
      }
    }
    if process.hasStopped { try recoverFromStop() }
    isCreated = true
  }

  /// A reader shows what there is or says that it cannot.
  private func readStruck() throws {
    do {
      let view = try SessionStore.open(
        at: Self.path, options: options(readOnly: true),
        environment: Self.environment(plan, process, SimulatedScheduler(), seed: plan.seed))
      let seen = try Observation(view, pageLimit: 3, isReader: true)
      try view.close()
      try expectations.check(.reader) { line in
        seen.matches(line.present) ? nil : { seen.difference(from: line.present) ?? "nothing" }
      }
    } catch let error as StoreError {
      try mayFail("a struck reader", error)
    }
    process.clearFaults()
  }

  private func mayFail(_ what: String, _ error: StoreError) throws(Violation) {
    guard isTroubled, [.io, .noSpace, .protectedData].contains(error.code) else {
      throw Violation(.error, "\(what) threw \(error)")
    }
  }
}
