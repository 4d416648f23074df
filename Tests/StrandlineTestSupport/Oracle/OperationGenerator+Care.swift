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
      if generator.random.oneIn(placesPerCall) { result.append(generator.care()) }
      result.append(operation)
    }
    return result
  }

  private mutating func care() -> Operation {
    switch random.below(14) {
    case 0..<4: compaction(purges: false)
    case 4..<6: compaction(purges: true)
    case 6..<8: .snapshot
    case 8..<10: .verify
    case 10..<12: interruptedHold()
    default: .lose(someDamage())
    }
  }

  private mutating func interruptedHold() -> Operation {
    let version = version()
    var calls = (0..<random.below(3)).map { _ in call() }
    if random.oneIn(2) { calls.append(.forget(version)) }
    return .interruptedHold(version, limit: 1 + random.below(6), by: calls)
  }

  private mutating func compaction(purges: Bool) -> Operation {
    let count = random.oneIn(2) ? random.below(8) : 0
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
