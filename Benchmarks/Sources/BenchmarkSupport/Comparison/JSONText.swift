#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

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

/// A file of text that a benchmark leaves behind.
public enum Document {
  /// Writes it anew.
  public static func write(_ text: String, to path: String) throws(BenchmarkFailure) {
    guard let file = fopen(path, "w") else {
      throw BenchmarkFailure("cannot write \(path): error \(errno)")
    }
    let bytes = Array(text.utf8)
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count else {
      throw BenchmarkFailure("cannot write \(path): error \(errno)")
    }
  }
}
