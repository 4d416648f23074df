/// The options of a benchmark: `--name value`, each with a default.
public struct CommandLineOptions: Sendable {
  private var values: [String: String] = [:]

  /// Takes the process's arguments; anything but the named options is refused.
  public init(_ arguments: [String], known: [String]) throws(BenchmarkFailure) {
    var words = arguments.dropFirst()[...]
    while let name = words.popFirst() {
      guard known.contains(name), let value = words.popFirst() else {
        throw BenchmarkFailure(
          "usage: [\(known.map { "\($0) VALUE" }.joined(separator: "] ["))]")
      }
      values[name] = value
    }
  }

  /// A whole number of at least `minimum`.
  public func number(
    _ name: String, default fallback: Int, minimum: Int = 1
  ) throws(BenchmarkFailure) -> Int {
    try numbers(name, default: [fallback], minimum: minimum)[0]
  }

  /// Whole numbers separated by commas.
  public func numbers(
    _ name: String, default fallback: [Int], minimum: Int = 1
  ) throws(BenchmarkFailure) -> [Int] {
    guard let text = values[name] else { return fallback }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let valid = numbers.compactMap { $0 }.filter { $0 >= minimum }
    guard valid.count == numbers.count, !valid.isEmpty else {
      throw BenchmarkFailure("\(name) takes whole numbers of at least \(minimum)")
    }
    return valid
  }
}
