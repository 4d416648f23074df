import Strandline

/// Which operation is what call.
extension Simulation {
  func perform(_ operation: Operation) throws {
    switch operation {
    case .save(let records, let version, let policy, let durability):
      try save(records, backedUpTo: version, policy: policy, durability)
    case .together(let records, let durability): try saveTogether(records, durability)
    case .delete(let keys, let durability):
      try write("delete", durability, { try self.store.delete(keys, durability: durability) }) {
        $0.delete(keys)
      }
    case .commit(let steps, let durability): try commit(steps, durability)
    case .importLegacy(let sessions, let version, let durability):
      try importLegacy(sessions, knownVersion: version, durability)
    case .set(let setting, let value):
      try write(
        "set", durability,
        { () -> Int in
          try self.store.set(setting, to: value)
          return 0
        }
      ) { $0.commit([.set(setting, value)]).count }
    case .hold(let version, let limit): try hold(version, limit: limit)
    case .acknowledgeHeld(let place): try acknowledgeHeld(place)
    case .acknowledge(let uploads, let version): try acknowledge(uploads, version)
    case .reset: try reset()
    case .forget(let version): try forget(version)
    case .flush: try flush()
    case .read(let key): try read(key)
    case .compare: try compare()
    case .look: try look()
    case .background(let steps): scheduler.runSome(atMost: steps)
    case .compact(let purges, let stepCountMax, let meanwhile):
      try compact(purges: purges, stepCountMax: stepCountMax, meanwhile: meanwhile)
    case .snapshot: try snapshot()
    case .verify: try verify()
    case .interruptedHold(let version, let limit, let meanwhile):
      try hold(version, limit: limit, meanwhile: meanwhile)
    case .lose(let damage): try lose(damage)
    default: try performMisfortune(operation)
    }
  }

  private func performMisfortune(_ operation: Operation) throws {
    switch operation {
    case .reopen: try reopen()
    case .restart: try restart()
    case .kill: try end(image: nil, recoveryCall: nil)
    case .powerCut(let image): try end(image: image, recoveryCall: nil)
    case .crash(let calls, let moment, let image, let recoveryCall):
      armed = (image, recoveryCall)
      process.crash(
        at: CrashPoint(
          atCall: process.mutatingCallCount + calls, moment: moment, counting: .mutatingCalls))
    case .fault(let fault):
      // A failed sync takes back what a barrier has ordered, too, on a simulated disk of that kind.
      if case .syncFailure = fault.effect, !syncIsDurable { return }
      process.inject(fault)
      isTroubled = true
      syncMayHaveFailed = true
    case .fill(let byteCount):
      disk.capacity = disk.usedByteCount + byteCount
      isTroubled = true
    case .heal: try heal()
    case .settle: settle()
    case .damage(let damage): try self.damage(damage)
    default: preconditionFailure("an operation that no one performs")
    }
  }

  /// A writing call whose answer the model gives, too.
  func write<Answer: Equatable>(
    _ what: String, _ durability: Durability, _ call: () throws -> Answer,
    _ model: (inout ModelStore) -> Answer
  ) throws {
    do {
      let answer = try call()
      try expectations.change(answer, what, model)
      if durability == .durable { syncSucceeded() }
    } catch let error as StoreError {
      try failed(what, error) { state in
        var after = state
        _ = model(&after)
        return [after]
      }
    }
  }

  /// A call failed: it did not happen, or it is unknown whether it did.
  func failed(
    _ what: String, _ error: StoreError, isSplit: Bool = false,
    states: (ModelStore) -> [ModelStore]
  ) throws {
    try failed(what, error, isSplit: isSplit) { (line: Expectations.Line) in states(line.present) }
  }

  /// The same where the effect depends on more than the present state.
  func failed(
    _ what: String, _ error: StoreError, isSplit: Bool = false,
    lines states: (Expectations.Line) -> [ModelStore]
  ) throws {
    if process.hasStopped {
      expectations.unknown(states)
      return
    }
    guard isTroubled else { throw Violation(.error, "\(what) threw \(error)") }
    if error.code == .noSpace && !isSplit { return }
    guard [.noSpace, .io, .protectedData, .readOnly].contains(error.code) else {
      throw Violation(.error, "\(what) threw \(error)")
    }
    expectations.unknown(states)
  }

  /// A reading call failed.
  func failedReading(_ what: String, _ error: StoreError) throws {
    guard process.hasStopped || isTroubled else {
      throw Violation(.error, "\(what) threw \(error)")
    }
  }

  /// Everything so far survives a power cut, if this disk's syncs are worth anything.
  func syncSucceeded() {
    guard syncIsDurable else { return }
    if expectations.hasChanges { hasSyncedSinceOpen = true }
    expectations.markDurable()
    if !isTroubled { syncMayHaveFailed = false }
  }

  func settle(afterDeath: Bool = false) {
    guard !syncIsDurable, !syncMayHaveFailed, afterDeath || !process.hasStopped else { return }
    disk.settle()
    expectations.markDurable()
  }
}
