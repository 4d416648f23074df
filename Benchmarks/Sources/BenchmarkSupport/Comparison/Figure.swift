/// Something a cell measures: its name in JSON, its title in a table, its decimals.
public struct Figure: Sendable, Hashable {
  /// The name between processes and in JSON.
  public let name: String
  /// The head of the column.
  public let title: String
  /// Digits behind the point.
  public let decimalCount: Int

  /// Makes a description.
  public init(_ name: String, _ title: String, decimals: Int = 2) {
    self.name = name
    self.title = title
    decimalCount = decimals
  }

  /// Seconds of the processor in the measured part.
  public static let processorSeconds = Figure("cpuSeconds", "CPU s")
  /// The most that was resident, pages of mapped files included.
  public static let peakMebibytes = Figure("peakMebibytes", "peak MiB", decimals: 1)
  /// What is resident and backed by no file at the end of the measured part.
  public static let anonymousMebibytes = Figure("anonymousMebibytes", "anon MiB", decimals: 1)
  /// What the process caused to be written to the device in the measured part.
  public static let writtenMebibytes = Figure("writtenMebibytes", "written MiB", decimals: 1)
}

/// The values that one process measured, as lines between processes.
public struct Figures: Sendable {
  private(set) var values: [String: Double] = [:]

  /// Makes an empty set.
  public init() {}

  /// A value; setting nothing leaves it out.
  public subscript(_ figure: Figure) -> Double? {
    get { values[figure.name] }
    set { values[figure.name] = newValue }
  }

  /// Adds everything that another set has.
  public mutating func merge(_ other: Figures) { values.merge(other.values) { $1 } }

  var lines: [String] { values.map { "figure \($0.key) \($0.value)" }.sorted() }

  /// Takes a line of another process; false when it is none of ours.
  mutating func take(_ line: String) -> Bool {
    let words = line.split(separator: " ")
    guard words.count == 3, words[0] == "figure", let value = Double(words[2]) else { return false }
    values[String(words[1])] = value
    return true
  }
}
