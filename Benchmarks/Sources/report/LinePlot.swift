import BenchmarkSupport
import Foundation

/// A line for each engine on two logarithmic axes.
struct LinePlot {
  struct Line {
    let name: String
    let points: [(x: Double, y: Double)]
  }

  private static let left = 70.0
  private static let top = 34.0
  private static let plotWidth = 420.0
  private static let plotHeight = 260.0
  private static let legendWidth = 140.0

  let title: String
  let xName: String
  let lines: [Line]

  /// A power of ten as it is written at an axis.
  static func power(_ exponent: Int) -> String {
    switch exponent {
    case 0...6: Words.decimals(pow(10, Double(exponent)), 0)
    case -3 ... -1: Words.decimals(pow(10, Double(exponent)), -exponent)
    default: "1e\(exponent)"
    }
  }

  var svg: String {
    let points = lines.flatMap(\.points).filter { $0.x > 0 && $0.y > 0 }
    var canvas = SVGCanvas(
      width: Self.left + Self.plotWidth + Self.legendWidth, height: Self.top + Self.plotHeight + 40)
    canvas.text(title, x: 8, y: 18, size: 13)
    let columns = Self.exponents(points.map(\.x))
    let rows = Self.exponents(points.map(\.y))
    let place = { (point: (x: Double, y: Double)) in
      (
        x: Self.left + Self.plotWidth * Self.share(point.x, columns),
        y: Self.top + Self.plotHeight * (1 - Self.share(point.y, rows))
      )
    }
    let bottom = Self.top + Self.plotHeight
    for exponent in columns {
      let x = place((pow(10, Double(exponent)), 1)).x
      canvas.line([(x, Self.top), (x, bottom)], color: "#dddddd")
      canvas.text(Self.power(exponent), x: x, y: bottom + 14, size: 10, anchor: "middle")
    }
    for exponent in rows {
      let y = place((1, pow(10, Double(exponent)))).y
      canvas.line([(Self.left, y), (Self.left + Self.plotWidth, y)], color: "#dddddd")
      canvas.text(Self.power(exponent), x: Self.left - 6, y: y + 4, size: 10, anchor: "end")
    }
    canvas.text(xName, x: Self.left + Self.plotWidth / 2, y: bottom + 32, anchor: "middle")
    for (index, line) in lines.enumerated() {
      let color = SVGCanvas.colors[index % SVGCanvas.colors.count]
      let placed = line.points.map(place)
      canvas.line(placed, color: color, width: 2)
      for point in placed { canvas.dot(x: point.x, y: point.y, color: color) }
      let y = Self.top + 16 + Double(index) * 18
      let x = Self.left + Self.plotWidth + 12
      canvas.rectangle(x: x, y: y - 8, width: 12, height: 4, color: color)
      canvas.text(line.name, x: x + 18, y: y - 2)
    }
    return canvas.svg
  }

  private static func exponents(_ values: [Double]) -> ClosedRange<Int> {
    let low = Int(floor(log10(values.min() ?? 1)))
    return low...max(low + 1, Int(ceil(log10(values.max() ?? 1))))
  }

  private static func share(_ value: Double, _ range: ClosedRange<Int>) -> Double {
    (log10(max(value, 1e-12)) - Double(range.lowerBound))
      / Double(range.upperBound - range.lowerBound)
  }
}
