/// A value as JSON.
public enum JSONText: Sendable {
  /// A number.
  case number(Double)
  /// Words.
  case text(String)
  /// True or false.
  case flag(Bool)
  /// Several values.
  case list([JSONText])
  /// Named values, in this order.
  case object([(String, JSONText)])

  /// The text of it.
  public var text: String {
    switch self {
    case .number(let value):
      value == value.rounded() && abs(value) < 1e15
        ? String(Int64(value)) : (value.isFinite ? "\(value)" : "null")
    case .text(let text): Self.quoted(text)
    case .flag(let flag): flag ? "true" : "false"
    case .list(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { Self.quoted($0.0) + ":" + $0.1.text }.joined(separator: ",") + "}"
    }
  }

  /// Writes the text to a file.
  public func write(to path: String) throws(BenchmarkFailure) {
    try Document.write(text + "\n", to: path)
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 32: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
