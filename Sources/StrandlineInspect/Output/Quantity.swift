/// Numbers as people read them.
package enum Quantity {
  /// 300000 as "300,000".
  package static func count(_ number: Int) -> String { grouped(String(number)) }

  package static func count(_ number: UInt64) -> String { grouped(String(number)) }

  /// A number with what is counted: "1 session", "2 sessions".
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Bytes with a decimal unit: "1,081 B", "412.0 MB".
  package static func bytes(_ number: UInt64) -> String {
    let units: [(name: String, size: UInt64)] = [
      ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
    ]
    // Below ten kilobytes every byte is of interest.
    guard number >= 10_000, let unit = units.first(where: { number >= $0.size }) else {
      return "\(count(number)) B"
    }
    let tenths = number / (unit.size / 10)
    return "\(count(tenths / 10)).\(tenths % 10) \(unit.name)"
  }

  /// Three digits and a unit: "412 µs", "2.25 s".
  package static func time(_ duration: Duration) -> String {
    let seconds = Self.seconds(duration)
    if seconds >= 1 { return "\(rounded(seconds)) s" }
    if seconds >= 0.001 { return "\(rounded(seconds * 1e3)) ms" }
    return "\(rounded(seconds * 1e6)) µs"
  }

  /// A duration in seconds.
  package static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }

  private static func rounded(_ value: Double) -> String {
    let decimals = value >= 100 ? 0 : (value >= 10 ? 1 : 2)
    let scale = [1.0, 10, 100][decimals]
    let scaled = UInt64((value * scale).rounded())
    guard decimals > 0 else { return count(scaled) }
    let fraction = String(scaled % UInt64(scale))
    return count(scaled / UInt64(scale)) + "."
      + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      let remaining = digits.count - index
      if index > 0, remaining.isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return result
  }
}
