/// A table for people: a head, and columns as wide as they need to be.
struct TextTable {
  /// To which side a column's cells are moved.
  enum Side { case left, right }

  private let columns: [(title: String, side: Side)]
  private var rows: [[String]] = []

  init(_ columns: [(title: String, side: Side)]) { self.columns = columns }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The lines of the table, without blanks at their ends.
  var text: String {
    let head = columns.map(\.title)
    var widths = head.map(\.count)
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return ([head, rule] + rows).map { line($0, widths) }.joined()
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = ""
    for (index, cell) in cells.enumerated() {
      let blanks = String(repeating: " ", count: widths[index] - cell.count)
      if index > 0 { text += "  " }
      text += columns[index].side == .left ? cell + blanks : blanks + cell
    }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }
}
