import Dispatch
import Foundation
import StrandlineTestSupport

/// Runs seeds, one per thread, until one fails or there are no more.
struct SimulateCommand: Sendable {
  var seedCount: Int
  var firstSeed: UInt64
  var minutes: Int?
  var personality: DiskPersonality?
  /// What every seed begins with.
  var workload: Workload?
  var canary: String?

  static let threadCount = 2
  /// Calls printed with a failure.
  static let callCountMax = 60

  func run() -> Int32 {
    guard let failure = firstFailure(isQuiet: false) else { return 0 }
    report(failure)
    return 1
  }

  /// The first failing seed that was met and its violation.
  func firstFailure(isQuiet: Bool) -> (seed: UInt64, violation: Violation)? {
    let progress = Progress(isQuiet: isQuiet)
    let deadline = minutes.map { Date().addingTimeInterval(Double($0) * 60) }
    DispatchQueue.concurrentPerform(iterations: Self.threadCount) { _ in
      while let index = progress.next(below: seedCount), deadline.map({ Date() < $0 }) ?? true {
        let seed = firstSeed &+ UInt64(index)
        let begin = Date()
        if let violation = Simulation.run(plan(seed)) { progress.failed(seed, violation) }
        progress.finished(seed, in: Date().timeIntervalSince(begin))
      }
    }
    progress.report()
    progress.reportSlowest()
    return progress.failure
  }

  func plan(_ seed: UInt64) -> Simulation.Plan {
    var plan = Simulation.Plan(seed: seed, personality: personality, canary: canary)
    if let workload { plan.begin(with: workload) }
    return plan
  }

  /// Prints what is needed to repeat a failure.
  func report(_ failure: (seed: UInt64, violation: Violation)) {
    let plan = plan(failure.seed)
    print("seed \(failure.seed) (\(plan.personality.rawValue), \(plan.weather.rawValue))")
    print("violated at operation \(failure.violation.operation): \(failure.violation)")
    let flag =
      (personality.map { " --personality \($0.rawValue)" } ?? "")
      + (workload.map { " --workload \($0.name)" } ?? "")
    print(
      "repeat: swift run -c release strandline-simulate --from \(failure.seed) --seeds 1\(flag)")
    guard let shrunk = Shrinker.shrink(plan) else {
      print("not met again in another run: threads took part")
      return
    }
    print("shrunk to \(shrunk.plan.operations.count) operations: \(shrunk.violation)")
    for (index, operation) in shrunk.plan.operations.enumerated() {
      print("  \(index): \(operation)")
    }
    print("the last calls that changed the disk:")
    for call in shrunk.violation.calls.suffix(Self.callCountMax) { print("  \(call)") }
  }
}

/// What the threads share.
private final class Progress: @unchecked Sendable {
  private let lock = NSLock()
  private let isQuiet: Bool
  private let begin = Date()
  private var started = 0
  private var finished = 0
  private var lastReport = Date()
  private var slowest: (seed: UInt64, seconds: Double) = (0, 0)
  private(set) var failure: (seed: UInt64, violation: Violation)?

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// The next seed's place; nil at the end and after a failure.
  func next(below count: Int) -> Int? {
    lock.lock()
    defer { lock.unlock() }
    guard failure == nil, started < count else { return nil }
    started += 1
    return started - 1
  }

  func failed(_ seed: UInt64, _ violation: Violation) {
    lock.lock()
    defer { lock.unlock() }
    if failure == nil { failure = (seed, violation) }
  }

  func finished(_ seed: UInt64, in seconds: Double) {
    lock.lock()
    finished += 1
    if seconds > slowest.seconds { slowest = (seed, seconds) }
    let isDue = !isQuiet && Date().timeIntervalSince(lastReport) > 2
    if isDue { lastReport = Date() }
    lock.unlock()
    if isDue { report() }
  }

  /// One that takes long holds up a whole run: it is worth a look.
  func reportSlowest() {
    guard !isQuiet, slowest.seconds > 1 else { return }
    say("slowest: seed \(slowest.seed), \(Int(slowest.seconds)) s")
  }

  func report() {
    guard !isQuiet else { return }
    let seconds = max(Date().timeIntervalSince(begin), 0.001)
    say("\(finished) seeds, \(Int(Double(finished) / seconds)) a second")
  }
}
