/// Why a benchmark cannot run, or cannot go on.
public struct BenchmarkFailure: Error, CustomStringConvertible {
  /// What happened.
  public let description: String
  /// Whether the command line is what is wrong.
  public let isUsage: Bool

  /// Makes a failure of the machine.
  public init(_ description: String) { self.init(description, isUsage: false) }

  private init(_ description: String, isUsage: Bool) {
    self.description = description
    self.isUsage = isUsage
  }

  /// Makes a failure of the command line.
  public static func usage(_ description: String) -> BenchmarkFailure {
    BenchmarkFailure(description, isUsage: true)
  }
}
