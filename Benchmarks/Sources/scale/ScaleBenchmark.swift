import BenchmarkSupport

/// What a store costs at ten thousand sessions, and whether it still costs that at ten million.
///
/// Every measurement is a process of its own: this program once more, with hidden options. Nothing
/// that one part left in memory helps or burdens another.
@main
enum ScaleBenchmark {
  private static let program = BenchmarkProgram(
    "scale", summary: "measures opening, memory, reads and bytes at several numbers of sessions",
    options: [
      .init("--sessions", "sessions, with commas; 10000,100000,1000000,10000000 by default"),
      .init("--payload", "bytes of a payload; 64 by default"),
      .init("--options", "options of the store; default by default", value: "NAME"),
      .init("--directory", "where the stores are made; TMPDIR or /var/tmp", value: "DIR"),
      .flag("--keep", "keep the stores"),
      .flag("--json", "print one object for each size instead of the table"),
      .hidden("--phase"), .hidden("--store"), .hidden("--round"),
    ])

  static func main() {
    // Before anything else takes memory.
    let idleByteCount = Memory.anonymousByteCount
    program.run { options in
      if let name = options.text("--phase") {
        try perform(name, options, idleByteCount)
      } else {
        try measure(options)
      }
    }
  }

  private static func perform(
    _ name: String, _ options: CommandLineOptions, _ idleByteCount: Int?
  ) throws {
    guard let phase = Phase(rawValue: name), let path = options.text("--store") else {
      throw BenchmarkFailure.usage("there is no phase \"\(name)\" without a store")
    }
    let subject = try Subject(options, path: path, idleByteCount: idleByteCount)
    let figures = try subject.perform(phase)
    print(figures.line)
  }

  private static func measure(_ options: CommandLineOptions) throws {
    let sizes = try options.numbers(
      "--sessions", default: [10_000, 100_000, 1_000_000, 10_000_000])
    let isKept = options.isGiven("--keep")
    let workspace = try Workspace(in: options.text("--directory"), isKept: isKept)
    defer { workspace.remove() }
    if isKept { Log.line("the stores stay in \(workspace.path)") }

    var columns: [Figures] = []
    for (place, size) in sizes.enumerated() {
      let subject = try Subject(
        options, path: "\(workspace.path)/\(size)-\(place)", sessionCount: size)
      let figures = try ScaleRun(subject).figures()
      if options.isGiven("--json") { print(figures.json) }
      columns.append(figures)
      if !isKept { workspace.removeContents() }
    }
    if options.isGiven("--json") { return }
    let report = ScaleReport(columns, subject: try Subject(options, path: workspace.path))
    for line in report.lines { print(line) }
  }
}
