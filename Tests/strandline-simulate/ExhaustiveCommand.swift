import Foundation
import StrandlineTestSupport

/// Strikes the named workloads at every call.
struct ExhaustiveCommand {
  enum Kind: String, CaseIterable { case crashes, faults, recovery }

  var kinds: [Kind]
  var workloads: [Workload]
  var personalities: [DiskPersonality]

  private static let failuresShown = 3

  init(_ flags: Flags) throws(UsageError) {
    kinds = Kind.allCases
    if let name = flags["--kind"] {
      guard let kind = Kind(rawValue: name) else { throw UsageError("unknown kind: \(name)") }
      kinds = [kind]
    }
    workloads = Workload.all
    if let name = flags["--workload"] {
      guard let workload = Workload.named(name) else {
        throw UsageError(
          "unknown workload: \(name); there are "
            + Workload.all.map(\.name).joined(separator: ", "))
      }
      workloads = [workload]
    }
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
    if kind == .faults {
      print("struck at \(total.sites.count) kinds of call: ", terminator: "")
      print(total.sites.map { "\($0)" }.sorted().joined(separator: ", "))
    }
    return total.failures.count
  }

  /// A crash in every recovery from every crash is for the smallest only, unless one is named.
  private func chosen(_ kind: Kind) -> [Workload] {
    kind == .recovery && workloads.count > 1 ? [workloads[0]] : workloads
  }
}
