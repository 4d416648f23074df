import BenchmarkSupport
import Questions

/// What was measured, and how it is shown.
struct Report {
  let plan: Plan
  let results: [(step: Plan.Step, comparison: Comparison)]

  /// Asks everything.
  static func make(_ plan: Plan, directory: String?) throws -> Report {
    var results: [(step: Plan.Step, comparison: Comparison)] = []
    for step in plan.steps {
      Log.line(step.title)
      var settings = step.settings
      settings.directory = directory
      let words = [Cell.questionOption, step.question.name]
      results.append((step, try step.question.compare(settings, words: words)))
    }
    return Report(plan: plan, results: results)
  }

  /// Measures one cell, as a process of its own.
  static func answer(_ name: String, _ options: CommandLineOptions) throws {
    guard let question = Question.all.first(where: { $0.name == name }),
      let cell = try question.cell(of: options)
    else { throw BenchmarkFailure.usage("there is no question \"\(name)\"") }
    try question.answer(cell)
  }

  func write(to directory: String) throws {
    try Document.makeDirectories(directory)
    let plots = self.plots
    for plot in plots { try Document.write(plot.svg, to: "\(directory)/\(plot.name).svg") }
    try Document.write(MarkdownReport(self, plots).text, to: "\(directory)/report.md")
    let runs = results.map { result in
      JSONText.object([("title", .text(result.step.title)), ("result", result.comparison.json)])
    }
    try JSONText.object([("plan", .text(plan.name)), ("runs", .list(runs))])
      .write(to: "\(directory)/report.json")
    for result in results {
      for bar in result.comparison.bars { print("\(result.step.title): \(bar.line)") }
    }
    print("report: \(directory)/report.md")
  }
}
