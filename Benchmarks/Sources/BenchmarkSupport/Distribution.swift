/// Measured values, and what is said of them.
public struct Distribution: Sendable {
  private var values: [Double] = []
  private var isSorted = true

  /// Makes an empty one.
  public init() {}

  /// How many values there are.
  public var count: Int { values.count }

  /// Adds a value.
  public mutating func add(_ value: Double) {
    values.append(value)
    isSorted = false
  }

  /// Adds a duration, in seconds.
  public mutating func add(_ duration: Duration) { add(duration.secondCount) }

  /// Adds all values of another.
  public mutating func add(_ other: Distribution) {
    values += other.values
    isSorted = false
  }

  /// The value that a share of all values does not exceed, by nearest rank; 0 without values.
  public mutating func quantile(_ share: Double) -> Double {
    if !isSorted {
      values.sort()
      isSorted = true
    }
    guard !values.isEmpty else { return 0 }
    let rank = Int((share * Double(values.count)).rounded(.up))
    return values[min(max(rank, 1), values.count) - 1]
  }

  /// The middle value.
  public var median: Double {
    mutating get { quantile(0.5) }
  }
}

extension Duration {
  /// The same as a number of seconds.
  public var secondCount: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
