import Foundation
import StrandlineTestSupport

/// Strikes the named workloads at every call.
struct ExhaustiveCommand {
  enum Kind: String, CaseIterable { case crashes, faults, recovery, deepRecovery = "deep-recovery" }

  var kinds: [Kind]
  var workloads: [Workload]
  var personalities: [DiskPersonality]

  private static let failuresShown = 3
  private static let deepRunCount = 500
  private static let registrySeedCount: UInt64 = 300

  init(_ flags: Flags) throws(UsageError) {
    kinds = [.crashes, .faults, .recovery]
    if let name = flags["--kind"] {
      guard let kind = Kind(rawValue: name) else { throw UsageError("unknown kind: \(name)") }
      kinds = [kind]
    }
    workloads = try Command.workload(flags).map { [$0] } ?? Workload.all
    personalities = DiskPersonality.allCases
    if let name = flags["--personality"] {
      guard let personality = DiskPersonality(rawValue: name) else {
        throw UsageError("unknown personality: \(name)")
      }
      personalities = [personality]
    }
  }

  func run() -> Int32 {
    var failureCount = 0
    for kind in kinds { failureCount += run(kind) }
    return failureCount == 0 ? 0 : 1
  }

  private func run(_ kind: Kind) -> Int {
    let begin = Date()
    var total = Exhaustion.Outcome()
    for workload in chosen(kind) {
      var calls = 0
      for personality in personalities {
        let exhaustion = Exhaustion(workload, personality)
        let outcome =
          switch kind {
          case .crashes: exhaustion.crashes()
          case .faults: exhaustion.faults()
          case .recovery: exhaustion.crashesInRecovery()
          case .deepRecovery:
            exhaustion.crashesInRecoveryOfRecovery(count: Self.deepRunCount, seed: 1)
          }
        total.runCount += outcome.runCount
        total.sites.formUnion(outcome.sites)
        calls += outcome.callCount
        for failure in outcome.failures.prefix(Self.failuresShown) {
          print("\(kind.rawValue), \(workload.name), \(personality.rawValue): \(failure.strike)")
          print("  at operation \(failure.violation.operation): \(failure.violation)")
          print(
            "  repeat: swift run -c release strandline-simulate exhaustive --kind \(kind.rawValue)"
              + " --workload \(workload.name) --personality \(personality.rawValue)")
        }
        total.failures += outcome.failures
      }
      say("\(kind.rawValue) \(workload.name): \(calls) calls")
    }
    let seconds = Int(Date().timeIntervalSince(begin))
    print(
      "\(kind.rawValue): \(total.runCount) runs in \(seconds) s, \(total.failures.count) failures")
    let missed = kind == .faults && workloads.count > 1 ? missedSites(total.sites) : 0
    return total.failures.count + missed
  }

  /// A crash in every recovery from every crash is for the smallest only, unless one is named.
  private func chosen(_ kind: Kind) -> [Workload] {
    kind == .recovery && workloads.count > 1 ? [workloads[0]] : workloads
  }

  /// Every place at which random runs meet the system must have been struck: the workloads together
  /// are enough only then.
  private func missedSites(_ struck: Set<CallSite>) -> Int {
    let registry = SiteRegistry()
    for seed in 1...Self.registrySeedCount {
      var plan = Simulation.Plan(seed: seed)
      plan.siteRegistry = registry
      _ = Simulation.run(plan)
    }
    let met = registry.sites.filter(\.canFail)
    let missed = met.subtracting(struck)
    for site in missed.map(\.description).sorted() { print("never struck: \(site)") }
    print(
      "\(met.count) kinds of call on a kind of file in \(Self.registrySeedCount) random runs,"
        + " \(met.count - missed.count) of them struck by the workloads")
    return missed.count
  }
}
