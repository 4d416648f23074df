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
    switch random.below(10) {
    case 0..<4: compaction(purges: false)
    case 4..<6: compaction(purges: true)
    case 6..<8: .snapshot
    default: .verify
    }
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
      case .save, .delete, .commit, .importLegacy, .hold, .acknowledgeHeld, .acknowledge, .reset,
        .forget, .set, .flush, .read, .look, .background:
        return operation
      default: continue
      }
    }
  }
}
