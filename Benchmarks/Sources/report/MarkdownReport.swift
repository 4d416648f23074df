import BenchmarkSupport

/// The report as text with tables.
struct MarkdownReport {
  private let report: Report
  private let plots: [Plot]

  init(_ report: Report, _ plots: [Plot]) {
    self.report = report
    self.plots = plots
  }

  var text: String {
    (head + bars + report.results.flatMap(section)).joined(separator: "\n") + "\n"
  }

  private var head: [String] {
    [
      "# Strandline beside other engines", "",
      "\(Machine.line). \(report.plan.remark) Ratios are within this run.", "",
    ]
  }

  private var bars: [String] {
    var rows = [["step", "figure", "measured", "wanted", ""]]
    for result in report.results {
      for bar in result.comparison.bars {
        rows.append(
          [result.step.title, bar.text, bar.shown, bar.wanted, bar.isMet ? "met" : "**missed**"])
      }
    }
    return ["## What is wanted", ""] + Self.table(rows) + [""]
  }

  private func section(_ result: (step: Plan.Step, comparison: Comparison)) -> [String] {
    let comparison = result.comparison
    var lines = ["## \(result.step.title)", "", "Measured: \(comparison.setting).", ""]
    for variant in comparison.variants {
      lines += ["### \(variant)", ""] + Self.table(comparison.cells(of: variant)) + [""]
    }
    for plot in plots where plot.stepTitle == result.step.title {
      lines += ["![\(plot.title)](\(plot.name).svg)", ""]
    }
    lines += comparison.question.notes.map { "* \($0)" }
    lines += comparison.absences.map { "* \($0.kind.rawValue) is left out: \($0.reason)" }
    return lines + [""]
  }

  private static func table(_ rows: [[String]]) -> [String] {
    guard let head = rows.first else { return [] }
    let rule = "|" + head.map { _ in "---|" }.joined()
    let lines = rows.map { "| " + $0.joined(separator: " | ") + " |" }
    return [lines[0], rule] + lines.dropFirst()
  }
}
