import BenchmarkSupport
import Questions

BenchmarkProgram(
  "report", summary: "asks all questions and writes Markdown, JSON and plots",
  options: [
    .flag("--quick", "a small store and one round, to see that all works; under three minutes"),
    .flag("--full", "300000 sessions, five rounds, both payloads; some hours"),
    .init("--output", "where the report goes; .build/benchmark-report by default", value: "DIR"),
    .init("--directory", "where stores are made; TMPDIR or /var/tmp", value: "DIR"),
    .hidden(Cell.questionOption), .hidden("--cell"), .hidden("--variant"), .hidden("--store"),
    .hidden("--round"), .hidden("--sessions"), .hidden("--payload"), .hidden("--milliseconds"),
  ]
).run { options in
  if let name = options.text(Cell.questionOption) {
    return try Report.answer(name, options)
  }
  guard options.isGiven("--quick") != options.isGiven("--full") else {
    throw BenchmarkFailure.usage("report takes either --quick or --full")
  }
  let plan = options.isGiven("--quick") ? Plan.quick : Plan.full
  let report = try Report.make(plan, directory: options.text("--directory"))
  try report.write(to: options.text("--output") ?? ".build/benchmark-report")
}
