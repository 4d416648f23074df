import Dispatch
import Foundation
import Strandline

/// Strikes a workload at every call, in every way there is.
package struct Exhaustion: Sendable {
  package let workload: Workload
  package let personality: DiskPersonality

  package init(_ workload: Workload, _ personality: DiskPersonality) {
    self.workload = workload
    self.personality = personality
  }

  /// What came of it.
  package struct Outcome: Sendable {
    package var runCount = 0
    package var callCount = 0
    package var sites: Set<CallSite> = []
    package var failures: [(strike: Strike, violation: Violation)] = []

    package init() {}
  }

  /// A crash at every call that changes the disk: kill, power cut with nothing, everything, a
  /// prefix, and random parts of what was pending.
  package func crashes(randomImageCount: Int = 16) -> Outcome {
    let unharmed = workload.run(personality, nil)
    var strikes: [Strike] = []
    let moments = CrashPoint.Moment.allCases
    for call in stride(from: 1, through: unharmed.mutatingCallCount, by: 1) {
      let images = Self.images(call, randomImageCount)
      for (index, image) in images.enumerated() {
        let moment = moments[(call + index) % moments.count]
        strikes.append(.crash(call: call, moment, image))
      }
    }
    return outcome(unharmed, strikes)
  }

  /// A crash at every call, and another at every call of the recovery from it, in turns by kill and
  /// power cut.
  package func crashesInRecovery() -> Outcome {
    let unharmed = workload.run(personality, nil)
    var all = Outcome()
    for call in stride(from: 1, through: unharmed.mutatingCallCount, by: 1) {
      for image in [CrashImage?.none, CrashImage.none, .all, .random(seed: UInt64(call))] {
        let once = Strike.crash(call: call, .before, image)
        let recovered = workload.run(personality, once)
        let again = (1...max(recovered.recoveryCallCount, 1)).map {
          Strike.crash(call: call, .before, image, recoveryCall: $0)
        }
        let next = outcome(unharmed, [once] + again)
        all.runCount += next.runCount
        all.failures += next.failures
      }
    }
    all.callCount = unharmed.mutatingCallCount
    return all
  }

  /// The same with a third crash, in the recovery from the second, at places that a seed chooses.
  package func crashesInRecoveryOfRecovery(count: Int, seed: UInt64) -> Outcome {
    let unharmed = workload.run(personality, nil)
    var random = SplitMix64(seed: seed)
    let strikes = (0..<count).map { _ in
      let image: CrashImage? = random.oneIn(2) ? nil : .random(seed: random.next())
      return Strike.crash(
        call: 1 + random.below(max(unharmed.mutatingCallCount, 1)), .before, image,
        recoveryCall: 1 + random.below(Self.recoveryCallMax),
        thenCall: 1 + random.below(Self.recoveryCallMax))
    }
    return outcome(unharmed, strikes)
  }

  private static let recoveryCallMax = 40

  /// A fault at every call, once and from there on.
  package func faults() -> Outcome {
    let unharmed = workload.run(personality, nil)
    let strikes = (1...max(unharmed.callCount, 1)).flatMap { call in
      Self.effects.flatMap { effect in
        [false, true].map { Strike.fault(call: call, effect, isPersistent: $0) }
      } + [.faultUncleared(call: call)]
    }
    return outcome(unharmed, strikes)
  }

  package static let effects: [FaultEffect] = [
    .error(.inputOutput), .error(.noSpace), .error(.notPermitted), .error(.interrupted),
    .partialWrite(7, then: .noSpace), .shortWrite(3),
    .shortRead(3), .syncFailure(.markClean), .syncFailure(.revert),
  ]

  private static func images(_ call: Int, _ randomCount: Int) -> [CrashImage?] {
    let fixed: [CrashImage?] = [nil, CrashImage.none, .all, .prefix(1 + call % 5)]
    let random = (0..<randomCount).map { index -> CrashImage? in
      .random(
        seed: UInt64(call * 1000 + index), granularity: index % 2 == 0 ? .sector : .page)
    }
    return fixed + random
  }

  /// Runs all on two threads.
  private func outcome(_ unharmed: StrikeResult, _ strikes: [Strike]) -> Outcome {
    let gathering = Gathering()
    if let violation = unharmed.violation {
      gathering.failed(.crash(call: 0, .before, nil), violation)
    }
    DispatchQueue.concurrentPerform(iterations: 2) { half in
      for strike in strikes[(strikes.count * half / 2)..<(strikes.count * (half + 1) / 2)] {
        let result = workload.run(personality, strike)
        gathering.took(result.sites)
        if let violation = result.violation { gathering.failed(strike, violation) }
      }
    }
    var outcome = gathering.outcome
    outcome.callCount = unharmed.callCount
    return outcome
  }
}

/// What the threads share.
private final class Gathering: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var outcome = Exhaustion.Outcome()

  func took(_ sites: Set<CallSite>) {
    lock.lock()
    defer { lock.unlock() }
    outcome.runCount += 1
    outcome.sites.formUnion(sites)
  }

  func failed(_ strike: Strike, _ violation: Violation) {
    lock.lock()
    defer { lock.unlock() }
    outcome.failures.append((strike, violation))
  }
}
