import Strandline

/// What happens to every call: it is counted, logged, and met by the crash point or a fault.
extension SimulatedProcess {
  /// What meets a call that is performed at least in part.
  enum Strike {
    case none
    /// Performed, and the process stops behind it.
    case stopAfter
    /// Performed by half, and the process stops.
    case stopPartway
    case fault(FaultEffect)
  }

  /// Runs `body` under the disk's lock, unless the call is struck before it begins.
  @discardableResult
  func call<Result>(
    _ kind: CallKind, _ path: String, offset: UInt64 = 0, count: Int = 0,
    _ body: (Strike) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    if kind == .read { interrupt() }
    return try disk.locked { () throws(StoreError) in
      guard isLive else { throw .stopped(kind, path) }
      let strike = try begin(kind, path, offset: offset, count: count)
      if case .fault(.error(let error)) = strike {
        throw .simulated(error, kind, path, offset: offset)
      }
      let result = try body(strike)
      switch strike {
      case .none, .fault: return result
      case .stopAfter, .stopPartway: throw .stopped(kind, path)
      }
    }
  }

  /// Runs a call that cannot throw; a stopped process does nothing.
  func silentCall(_ kind: CallKind, _ path: String, _ body: () -> Void) {
    disk.locked {
      guard isLive, (try? begin(kind, path, offset: 0, count: 0)) != nil else { return }
      body()
    }
  }

  private func interrupt() {
    let body = disk.locked {
      defer { interruption = nil }
      return interruption
    }
    body?()
  }

  /// Whether neither the process nor the machine it runs in has ended.
  var isLive: Bool { !isStopped && bootCount == disk.bootCount }

  private func begin(
    _ kind: CallKind, _ path: String, offset: UInt64, count: Int
  ) throws(StoreError) -> Strike {
    calls += 1
    if kind.isMutating { mutatingCalls += 1 }
    disk.siteRegistry?.note(kind, path)
    let strike = try crashStrike(kind, path) ?? faultStrike(kind, path)
    log.append(
      CallLog.Entry(
        number: calls, kind: kind, path: path, offset: offset, byteCount: count,
        wasStruck: strike != nil))
    return strike ?? .none
  }

  private func crashStrike(_ kind: CallKind, _ path: String) throws(StoreError) -> Strike? {
    guard let crashPoint else { return nil }
    switch crashPoint.counting {
    case .mutatingCalls: guard kind.isMutating, mutatingCalls == crashPoint.call else { return nil }
    case .allCalls: guard calls == crashPoint.call else { return nil }
    }
    isStopped = true
    switch crashPoint.moment {
    case .partway where kind == .write: return .stopPartway
    case .after: return .stopAfter
    case .before, .partway:
      log.append(
        CallLog.Entry(
          number: calls, kind: kind, path: path, offset: 0, byteCount: 0, wasStruck: true))
      throw .stopped(kind, path)
    }
  }

  private func faultStrike(_ kind: CallKind, _ path: String) -> Strike? {
    guard !faults.isEmpty else { return nil }
    for index in faults.indices
    where faults[index].meets(kind, path, call: calls) {
      struckFaults += 1
      struckSites.note(kind, path)
      return .fault(faults[index].fault.effect)
    }
    return nil
  }
}

extension SimulatedProcess {
  /// Whether a crash point, a kill or a power cut has ended the process.
  package var hasStopped: Bool { disk.locked { !isLive } }

  /// Calls so far, of all kinds.
  package var callCount: Int { disk.locked { calls } }

  /// Calls so far that change what a crash would leave.
  package var mutatingCallCount: Int { disk.locked { mutatingCalls } }

  /// How often faults have struck.
  package var struckFaultCount: Int { disk.locked { struckFaults } }

  /// The last calls, the newest last, for failure reports.
  package var recentCalls: [CallRecord] { disk.locked { log.records } }

  /// Sets the call at which the process stops; nil for none.
  package func crash(at point: CrashPoint?) {
    disk.locked { crashPoint = point }
  }

  /// Stops the process before or after its mutating call with this number, counted from 1 since
  /// the process began.
  package func crash(atCall call: Int, after: Bool = false) {
    crash(at: CrashPoint(atCall: call, moment: after ? .after : .before))
  }

  /// Puts a failure in the way of later calls.
  ///
  /// Of several that meet a call, the one injected first strikes.
  package func inject(_ fault: Fault) {
    disk.locked { faults.append(ActiveFault(fault)) }
  }

  /// Does something before the process's next read; nil takes it back.
  package func interruptNextRead(_ body: (() -> Void)?) {
    disk.locked { interruption = body }
  }

  /// Takes all failures away.
  package func clearFaults() {
    disk.locked { faults.removeAll() }
  }
}
