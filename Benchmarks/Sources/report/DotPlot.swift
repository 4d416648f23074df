import BenchmarkSupport
import Foundation

/// A dot for each engine, with a whisker from the least to the most of all rounds, on a logarithmic
/// axis: engines are apart by orders, and a bar has no length there.
struct DotPlot {
  struct Row {
    let name: String
    let median: Double
    let least: Double
    let most: Double
  }

  private static let labelWidth = 130.0
  private static let plotWidth = 420.0
  private static let valueWidth = 90.0
  private static let rowHeight = 22.0
  private static let headHeight = 30.0

  let title: String
  let rows: [Row]
  let decimalCount: Int

  init?(_ title: String, _ comparison: Comparison, variant: String, figure: Figure) {
    self.title = title
    decimalCount = figure.decimalCount
    rows = comparison.kinds(of: variant).compactMap { kind in
      guard var values = comparison.distribution(kind, variant, figure), values.median > 0 else {
        return nil
      }
      return Row(
        name: kind.rawValue, median: values.median, least: values.quantile(0),
        most: values.quantile(1))
    }
    guard rows.count > 1 else { return nil }
  }

  var svg: String {
    var canvas = SVGCanvas(
      width: Self.labelWidth + Self.plotWidth + Self.valueWidth,
      height: Self.headHeight + Double(rows.count) * Self.rowHeight + 24)
    canvas.text(title, x: 8, y: 18, size: 13)
    let low = floor(log10(rows.map(\.least).filter { $0 > 0 }.min() ?? 1) - 0.01)
    let high = max(low + 1, log10(rows.map(\.most).max() ?? 1))
    let place = { (value: Double) in
      Self.labelWidth + Self.plotWidth * max(0, log10(max(value, 1e-12)) - low) / (high - low)
    }
    let bottom = Self.headHeight + Double(rows.count) * Self.rowHeight
    for exponent in Int(low)...Int(high.rounded(.down)) {
      let x = place(pow(10, Double(exponent)))
      canvas.line([(x, Self.headHeight), (x, bottom)], color: "#dddddd")
      canvas.text(LinePlot.power(exponent), x: x, y: bottom + 14, size: 10, anchor: "middle")
    }
    for (index, row) in rows.enumerated() {
      let y = Self.headHeight + Double(index) * Self.rowHeight
      let color = SVGCanvas.colors[row.name.hasPrefix("strandline") ? 0 : 6]
      canvas.text(row.name, x: Self.labelWidth - 6, y: y + 15, anchor: "end")
      let middle = y + Self.rowHeight / 2
      canvas.line([(Self.labelWidth, middle), (place(row.median), middle)], color: "#dddddd")
      canvas.line([(place(row.least), middle), (place(row.most), middle)], color: color, width: 3)
      canvas.dot(x: place(row.median), y: middle, color: color)
      canvas.text(
        Words.decimals(row.median, decimalCount), x: max(place(row.most), place(row.median)) + 8,
        y: y + 15)
    }
    return canvas.svg
  }
}
