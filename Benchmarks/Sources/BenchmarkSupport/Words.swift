/// How numbers are printed.
public enum Words {
  /// Seconds as milliseconds with three decimals.
  public static func milliseconds(_ seconds: Double) -> String { decimals(seconds * 1e3, 3) }

  /// A value with a fixed number of decimals.
  public static func decimals(_ value: Double, _ count: Int) -> String {
    var scale = 1.0
    for _ in 0..<count { scale *= 10 }
    let digits = String(UInt64((max(0, value) * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, count + 1 - digits.count)) + digits
    return count == 0 ? padded : "\(padded.dropLast(count)).\(padded.suffix(count))"
  }

  /// One line of a table, every cell moved to the right.
  public static func row(_ cells: [String], width: Int = 12) -> String {
    cells.map { String(repeating: " ", count: max(1, width - $0.count)) + $0 }.joined()
  }
}
