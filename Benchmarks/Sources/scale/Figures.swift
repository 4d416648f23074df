/// The figures of one store, and the two texts they travel in.
struct Figures: ExpressibleByDictionaryLiteral {
  private var values: [Figure: Double] = [:]

  init() {}

  init(dictionaryLiteral elements: (Figure, Double)...) {
    values = Dictionary(elements) { _, last in last }
  }

  /// Reads a line of a child.
  init?(line: String) {
    for word in line.split(separator: " ") {
      let parts = word.split(separator: "=")
      guard parts.count == 2, let figure = Figure(rawValue: String(parts[0])),
        let value = Double(parts[1])
      else { return nil }
      values[figure] = value
    }
  }

  subscript(figure: Figure) -> Double? {
    get { values[figure] }
    set { values[figure] = newValue }
  }

  mutating func merge(_ other: Figures) { values.merge(other.values) { _, last in last } }

  /// What a child prints.
  var line: String { ordered.map { "\($0.rawValue)=\($1)" }.joined(separator: " ") }

  /// One object.
  var json: String {
    "{" + ordered.map { "\"\($0.rawValue)\":\(number($1))" }.joined(separator: ",") + "}"
  }

  private var ordered: [(Figure, Double)] {
    Figure.allCases.compactMap { figure in values[figure].map { (figure, $0) } }
  }

  private func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    return Int(exactly: value).map(String.init) ?? String(value)
  }
}
