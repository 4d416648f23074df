import BenchmarkSupport
import Strandline

/// Whether a store stays small, readable and quick while a third of it changes.
///
/// Beside the changes one thread reads, one backs up, one saves single sessions for the host.
@main
enum ChurnBenchmark {
  private static let aloneCount = 5_000
  private static let pace = Duration.milliseconds(1)

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

    let path = "\(workspace.path)/store"
    let churn = Churn(
      sessionCount: sessionCount, series: SessionSeries(payloadByteCount: payload, seed: 1))
    Log.line("filling a store with \(sessionCount) sessions of \(payload) B")
    let store = try SessionStore.open(at: path, options: storeOptions)
    try churn.fill(store)

    Log.line("saving alone")
    let foreground = Foreground(store, payloadByteCount: payload)
    let start = ContinuousClock.now
    for _ in 0..<aloneCount {
      try foreground.save()
      Pause.sleep(pace)
    }
    var alone = foreground.distribution(from: start, to: .now)

    let company = try disturb(store, churn, foreground)
    var beside = foreground.distribution(from: company.start, to: company.end)
    // Without the foreground the bytes stand still to the byte.
    _ = try Idleness.wait(for: store, recordByteCount: 0) { 0 }

    let report = ChurnReport(
      liveCount: sessionCount - churn.deletedCount + foreground.count,
      recordByteCount: churn.series.recordByteCount, files: try StoreFiles(at: path),
      tally: company.tally)
    let counted = try store.statistics().sessionCount
    guard counted == report.liveCount else {
      throw BenchmarkFailure("the store counts \(counted) sessions, not \(report.liveCount)")
    }
    print("\(sessionCount) sessions of \(payload) B; 20 % updated, 10 % deleted")
    for line in report.lines(&alone, &beside) { print(line) }
    try store.close()
  }

  /// Changes the store in company until it has come to rest.
  private static func disturb(
    _ store: SessionStore, _ churn: Churn, _ foreground: Foreground
  ) throws -> (
    start: ContinuousClock.Instant, end: ContinuousClock.Instant, tally: Reader.Tally
  ) {
    Log.line("changing")
    let start = ContinuousClock.now
    let reader = Reader(store, churn)
    let reading = Loop("reader", pause: pace) {
      reader.step()
      return true
    }
    let saving = Loop("foreground", pause: pace) {
      try foreground.save()
      return true
    }
    let backup = Backup(store)
    let backingUp = Loop("backup", pause: .zero) { try backup.step() }
    try churn.run(store)
    backup.finish()
    try backingUp.join()
    Log.line("waiting for rest")
    let end = try Idleness.wait(
      for: store, recordByteCount: churn.series.recordByteCount
    ) { foreground.count }
    try saving.stop()
    try reading.stop()
    return (start, end, reader.tally)
  }
}
