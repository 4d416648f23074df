import BenchmarkSupport
import Strandline

/// Whether a store stays small, readable and quick while a third of it changes.
///
/// Beside the changes one thread reads, one backs up, one saves single sessions for the host. All of
/// it is done twice, without compaction and with it, so that what compaction costs stands alone.
@main
enum ChurnBenchmark {
  private static let program = BenchmarkProgram(
    "churn", summary: "measures disk space, reads and saves while sessions change",
    options: [
      .init("--sessions", "sessions in the store; 1000000 by default"),
      .init("--payload", "bytes of a payload; 1081 by default"),
      .init("--options", "options of the store; default by default", value: "NAME"),
      .init("--directory", "where the store is made; TMPDIR or /var/tmp", value: "DIR"),
    ])

  static func main() { program.run { options in try measure(options) } }

  private static func measure(_ options: CommandLineOptions) throws {
    let sessionCount = try options.number("--sessions", default: 1_000_000)
    let payload = try options.number("--payload", default: 1_081, minimum: 0)
    let storeOptions = try Options.preset(named: options.text("--options") ?? "default")
    let workspace = try Workspace(in: options.text("--directory"))
    defer { workspace.remove() }

    let churn = Churn(
      sessionCount: sessionCount, series: SessionSeries(payloadByteCount: payload, seed: 1))
    var without = storeOptions
    without.backgroundCompaction = false
    Log.line("without compaction")
    let path = "\(workspace.path)/without"
    let baseline = try Trial(churn, payloadByteCount: payload, at: path, options: without)
    workspace.removeContents()
    Log.line("with compaction")
    let trial = try Trial(
      churn, payloadByteCount: payload, at: "\(workspace.path)/with", options: storeOptions)

    print("\(sessionCount) sessions of \(payload) B; 20 % updated, 10 % deleted")
    var report = ChurnReport(baseline: baseline, trial: trial)
    for line in report.lines() { print(line) }
  }
}
