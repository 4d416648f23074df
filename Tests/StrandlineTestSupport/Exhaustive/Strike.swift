import Strandline

/// One thing that strikes a workload at one of its calls.
package enum Strike: Sendable, CustomStringConvertible {
  /// The process ends at a call that changes the disk: by a kill (nil) or a power cut; and once more
  /// at such a call of the recovery, if one is named, and of the recovery from that.
  case crash(
    call: Int, CrashPoint.Moment, CrashImage?, recoveryCall: Int? = nil, thenCall: Int? = nil)
  /// A call, of any kind, fails: once, or it and all that follow.
  case fault(call: Int, FaultEffect, isPersistent: Bool)
  /// A call fails, and nothing that is to be removed because of it can be.
  case faultUncleared(call: Int)

  package var description: String {
    switch self {
    case .crash(let call, let moment, let image, let recoveryCall, let thenCall):
      "crash \(moment) call \(call), \(image.map { "power cut \($0)" } ?? "kill")"
        + (recoveryCall.map { ", again at call \($0) of the recovery" } ?? "")
        + (thenCall.map { ", again at call \($0) of the next" } ?? "")
    case .fault(let call, let effect, let isPersistent):
      "\(effect) \(isPersistent ? "from" : "at") call \(call)\(isPersistent ? " on" : "")"
    case .faultUncleared(let call): "a failure at call \(call), and nothing can be removed"
    }
  }
}

/// What a workload did when it was struck, or was not.
package struct StrikeResult: Sendable {
  package var violation: Violation?
  /// Whether the strike met a call.
  package var hasStruck = false
  /// Calls that change the disk, and all calls, of the part that is struck.
  package var mutatingCallCount = 0
  package var callCount = 0
  /// Calls of the recovery that followed that change the disk.
  package var recoveryCallCount = 0
  /// Where faults struck: the kind of the call and of the file.
  package var sites: Set<CallSite> = []
}

extension Workload {
  /// Runs it on a disk of this kind, struck once, and compares everything with the model.
  package func run(_ personality: DiskPersonality, _ strike: Strike?) -> StrikeResult {
    var plan = Simulation.Plan(seed: Self.seed, personality: personality, operationCount: 0)
    plan.operations = before + struck
    var result = StrikeResult()
    var place = 0
    do {
      let simulation = try Simulation(plan)
      for operation in before {
        try simulation.carryOut(operation)
        place += 1
      }
      if let opening { try simulation.end(before: opening) }
      let process = simulation.process
      let start = (mutating: process.mutatingCallCount, all: process.callCount)
      if let strike { try simulation.arm(strike, after: start.all) }
      if let opening { try simulation.openStruck(opening) }
      for operation in struck {
        try simulation.carryOut(operation)
        place += 1
      }
      result.mutatingCallCount = process.mutatingCallCount - start.mutating
      result.callCount = process.callCount - start.all
      result.hasStruck = process.hasStopped || process.struckFaultCount > 0
      result.sites = process.struckSites.sites
      if process !== simulation.process {
        result.recoveryCallCount = simulation.process.mutatingCallCount
      }
      try simulation.finish()
    } catch {
      var violation = (error as? Violation) ?? Violation(.error, "\(error)")
      violation.operation = place
      result.violation = violation
    }
    return result
  }

  /// Even: background work is done where it is begun, so that calls have the same numbers each time.
  private static let seed: UInt64 = 2
}

extension Simulation {
  /// Puts a strike in the way of the calls that follow.
  fileprivate func arm(_ strike: Strike, after callCount: Int) throws {
    switch strike {
    case .crash(let call, let moment, let image, let recoveryCall, let thenCall):
      nextRecoveryCall = thenCall
      try carryOut(.crash(afterCalls: call, moment, image, recoveryCall: recoveryCall))
    case .fault(let call, let effect, let isPersistent):
      let trigger = FaultTrigger.call(callCount + call)
      try carryOut(.fault(isPersistent ? .persistent(trigger, effect) : Fault(trigger, effect)))
    case .faultUncleared(let call):
      try carryOut(.fault(Fault(.call(callCount + call), .error(.inputOutput))))
      for kind in [CallKind.unlink, .removeDirectory] {
        try carryOut(.fault(.persistent(.matching(kind), .error(.inputOutput))))
      }
    }
  }
}
