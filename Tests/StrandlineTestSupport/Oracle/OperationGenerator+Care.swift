import Strandline

/// Calls that look after the files, among the others.
///
/// Drawn apart, so that the others of a seed are what they would be without.
extension OperationGenerator {
  /// One of so many places has such a call.
  private static let placesPerCall = 14

  static func withCare(_ operations: [Operation], seed: UInt64, _ weather: Weather) -> [Operation] {
    var generator = OperationGenerator(seed: SplitMix64.mixed(seed ^ 0xca4e), weather: weather)
    var result: [Operation] = []
    for operation in operations {
      if generator.random.oneIn(placesPerCall) { result += generator.care() }
      result.append(operation)
    }
    // One flipped bit in a log that was closed: of that the most can be said.
    if case .damage(var damage)? = result.last, generator.random.oneIn(2) {
      damage.kind = .flip
      damage.afterClose = true
      result[result.count - 1] = .damage(damage)
    }
    return result
  }

  private mutating func care() -> [Operation] {
    if weather == .powerCuts, random.oneIn(3) { return bustle() }
    return switch random.below(15) {
    case 0..<4: [compaction(purges: false)]
    case 4..<6: [compaction(purges: true)]
    case 6..<8: [.snapshot]
    case 8..<10: [.verify]
    case 10..<12: [interruptedHold()]
    case 12..<14: [.lose(someDamage())]
    default: bustle()
    }
  }

  private mutating func interruptedHold() -> Operation {
    let version = version()
    var calls = (0..<random.below(3)).map { _ in call() }
    if random.oneIn(2) { calls.append(.forget(version)) }
    return .interruptedHold(version, limit: 1 + random.below(6), by: calls)
  }

  /// Background work and calls that ask for no sync by turns, all that is pending handed out, and
  /// where the power fails in this weather, it does now.
  private mutating func bustle() -> [Operation] {
    var result: [Operation] = []
    for _ in 0..<(2 + random.below(8)) {
      result.append(unsynced())
      if random.oneIn(2) { result.append(.background(12)) }
    }
    if random.oneIn(2) { result.append(.hold(version(), limit: 100)) }
    if weather == .powerCuts { result.append(.powerCut(image())) }
    return result
  }

  private mutating func unsynced() -> Operation {
    switch call() {
    case .save(let records, let version, let policy, _):
      .save(records, backedUpTo: version, policy: policy, .buffered)
    case .delete(let keys, _): .delete(keys, .buffered)
    case .commit(let steps, _): .commit(steps, .buffered)
    case .importLegacy(let sessions, let version, _):
      .importLegacy(sessions, knownVersion: version, .buffered)
    default: .delete([pick(Self.keys)], .buffered)
    }
  }

  private mutating func compaction(purges: Bool) -> Operation {
    // Sometimes enough for a checkpoint while the compaction is under way.
    let count = random.oneIn(2) ? random.below(random.oneIn(2) ? 8 : 60) : 0
    return .compact(
      purges: purges, stepCountMax: random.oneIn(5) ? random.below(12) : nil,
      meanwhile: (0..<count).map { _ in call() })
  }

  /// A call that leaves the store open and its files to the compaction.
  private mutating func call() -> Operation {
    while true {
      let operation = work()
      switch operation {
      case .save, .delete, .commit, .importLegacy, .acknowledgeHeld, .acknowledge, .reset,
        .forget, .set, .flush, .background:
        return operation
      default: continue
      }
    }
  }
}
