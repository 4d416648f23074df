/// The options of a benchmark: `--name value`, each with a default, and `--name` alone for a flag.
public struct CommandLineOptions: Sendable {
  /// More than this, of whatever unit, no benchmark can do, and sums of it cannot overflow.
  private static let maximum = 1_000_000_000

  private var values: [String: String] = [:]
  private var flags: Set<String> = []

  /// Takes the words behind the program's name; anything but the named options is refused.
  public init(
    _ arguments: [String], known: [String], knownFlags: [String] = []
  ) throws(BenchmarkFailure) {
    var words = arguments[...]
    while let name = words.popFirst() {
      if knownFlags.contains(name) {
        flags.insert(name)
        continue
      }
      guard known.contains(name) else {
        throw .usage("there is no option \"\(name)\"")
      }
      guard let value = words.popFirst() else { throw .usage("\(name) needs a value") }
      guard values[name] == nil else { throw .usage("\(name) is given twice") }
      values[name] = value
    }
  }

  /// Whether a flag is given.
  public func isGiven(_ name: String) -> Bool { flags.contains(name) }

  /// A word, or nothing when the option is absent.
  public func text(_ name: String) -> String? { values[name] }

  /// A whole number of at least `minimum`.
  public func number(
    _ name: String, default fallback: Int, minimum: Int = 1
  ) throws(BenchmarkFailure) -> Int {
    let numbers = try numbers(name, default: [fallback], minimum: minimum)
    guard numbers.count == 1 else { throw .usage("\(name) takes one number") }
    return numbers[0]
  }

  /// Whole numbers separated by commas.
  public func numbers(
    _ name: String, default fallback: [Int], minimum: Int = 1
  ) throws(BenchmarkFailure) -> [Int] {
    guard let text = values[name] else { return fallback }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let valid = numbers.compactMap { $0 }.filter { (minimum...Self.maximum).contains($0) }
    guard valid.count == numbers.count, !valid.isEmpty else {
      throw .usage("\(name) takes whole numbers from \(minimum) to \(Self.maximum)")
    }
    return valid
  }
}
