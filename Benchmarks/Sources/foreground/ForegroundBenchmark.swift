import BenchmarkSupport
import Strandline

/// Whether a durable save that runs through a reset waits longer than one that does not.
///
/// One thread saves single sessions. Windows of four kinds alternate, so that noise of the machine
/// is shared: nobody else writes; another thread resets every 20 ms; nobody else once more; another
/// thread saves as often. The two alike show how far apart equal things come out, the last shows
/// what any second writer costs.
@main
enum ForegroundBenchmark {
  private struct Save {
    let window: Int
    let span: Span
  }

  private static let schedule: [Company] = [.nobody, .resets, .nobody, .saves]

  private static let program = BenchmarkProgram(
    "foreground", summary: "times a durable save of one session, alone and beside resets",
    options: [
      .init("--sessions", "sessions in the store; 30000 by default"),
      .init("--payload", "bytes of a payload; 3700 by default"),
      .init("--windows", "windows that are counted, at least 4; 160 by default"),
      .init("--window-ms", "milliseconds of a window; 200 by default"),
      .init("--every-ms", "milliseconds between two resets, or saves, beside; 20 by default"),
      .init("--pace-us", "microseconds of rest between two saves; 0 by default"),
    ])

  static func main() { program.run { options in try measure(options) } }

  private static func measure(_ options: CommandLineOptions) throws {
    let sessionCount = try options.number("--sessions", default: 30_000)
    let payload = try options.number("--payload", default: 3_700)
    let windowCount = try options.number("--windows", default: 160, minimum: 4)
    let window = Duration.milliseconds(try options.number("--window-ms", default: 200))
    let every = Duration.milliseconds(try options.number("--every-ms", default: 20))
    let pace = Duration.microseconds(try options.number("--pace-us", default: 0, minimum: 0))
    let workspace = try Workspace()
    defer { workspace.remove() }

    Log.line("filling a store with \(sessionCount) sessions of \(payload) B")
    let store = try SessionStore.open(at: "\(workspace.path)/store")
    try store.fill(sessionCount: sessionCount, payloadByteCount: payload, seed: 1) { _ in }
    try store.drain(to: BackupVersion("1"))

    let intruder = Intruder(store, payloadByteCount: payload, pause: every)
    intruder.start()
    var source = SessionSource(payloadByteCount: payload, seed: 3)
    var saves: [Save] = []
    // The first window of each kind warms up and is not counted.
    for index in 0..<(windowCount + schedule.count) {
      let kind = index % schedule.count
      intruder.keep(schedule[kind])
      let end = ContinuousClock.now + window
      while ContinuousClock.now < end {
        let records = source.next(1)
        let start = ContinuousClock.now
        _ = try store.save(records, durability: .durable)
        let span = Span(start: start, end: ContinuousClock.now)
        if index >= schedule.count { saves.append(Save(window: index, span: span)) }
        if pace > .zero { Pause.sleep(pace) }
      }
    }
    let spans = try intruder.stop()
    report(saves, spans)
    try store.close()
  }

  private static func report(_ saves: [Save], _ spans: [Company: [Span]]) {
    var alone = distribution(saves, kinds: [0, 2])
    var first = distribution(saves, kinds: [0])
    var second = distribution(saves, kinds: [2])
    var resets = distribution(saves, kinds: [1])
    var others = distribution(saves, kinds: [3])
    var duringReset = distribution(saves, kinds: [1], startedDuring: spans[.resets] ?? [])
    var duringSave = distribution(saves, kinds: [3], startedDuring: spans[.saves] ?? [])
    print("durable saves of one session, times in ms; resets: \(spans[.resets]?.count ?? 0)")
    print(Words.row(["saves", "p50", "p99", "max"]) + "  in windows")
    show("without company", &alone)
    show("with resets", &resets)
    show("with another thread's saves", &others)
    show("with resets: those begun during one", &duringReset)
    show("with another thread's saves: those begun during one", &duringSave)
    ratio("without company, second / first half of the windows (noise)", &second, &first)
    ratio("with resets / without company (wanted: at most 1.2)", &resets, &alone)
    ratio("with another thread's saves / without company", &others, &alone)
    ratio("begun during a reset / begun during a save", &duringReset, &duringSave)
    var pairs = windowRatios(saves)
    print(
      "p99 ratio by window, with resets / the one before: median of \(pairs.count): "
        + Words.decimals(pairs.median, 2))
  }

  /// The saves in windows of these places in the schedule.
  private static func distribution(
    _ saves: [Save], kinds: Set<Int>, startedDuring spans: [Span]? = nil
  ) -> Distribution {
    var distribution = Distribution()
    for save in saves where kinds.contains(save.window % schedule.count) {
      if let spans, !contains(save.span.start, spans) { continue }
      distribution.add(save.span.end - save.span.start)
    }
    return distribution
  }

  /// Each window with resets against the window before it: a burst of noise spoils one ratio only.
  private static func windowRatios(_ saves: [Save]) -> Distribution {
    var windows: [Int: Distribution] = [:]
    for save in saves {
      windows[save.window, default: Distribution()].add(save.span.end - save.span.start)
    }
    var ratios = Distribution()
    for index in windows.keys where index % schedule.count == 1 {
      guard var with = windows[index], var without = windows[index - 1] else { continue }
      ratios.add(with.quantile(0.99) / without.quantile(0.99))
    }
    return ratios
  }

  /// Whether the moment lies in one of the spans, which follow each other in time.
  private static func contains(_ moment: ContinuousClock.Instant, _ spans: [Span]) -> Bool {
    var low = 0
    var high = spans.count
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].end < moment { low = middle + 1 } else { high = middle }
    }
    return low < spans.count && spans[low].start <= moment
  }

  private static func show(_ name: String, _ values: inout Distribution) {
    print(
      Words.row([
        String(values.count), Words.milliseconds(values.median),
        Words.milliseconds(values.quantile(0.99)), Words.milliseconds(values.quantile(1)),
      ]) + "  \(name)")
  }

  private static func ratio(
    _ name: String, _ left: inout Distribution, _ right: inout Distribution
  ) {
    guard left.count > 0, right.count > 0 else { return print("p99 ratio, \(name): no values") }
    let value = left.quantile(0.99) / right.quantile(0.99)
    print("p99 ratio, \(name): \(Words.decimals(value, 2))")
  }
}
