import BenchmarkSupport

/// The parent's part for one store: which processes run, in what order.
struct ScaleRun {
  /// Far more saves than a writer can make until it is killed.
  static let savesMax = 10_000_000

  private static let openCount = 5
  private static let killCount = 3

  private let subject: Subject

  init(_ subject: Subject) { self.subject = subject }

  func figures() throws -> Figures {
    Log.line("\(subject.sessionCount) sessions: filling")
    var figures = try run(.fill)
    try addSizes(&figures)
    Log.line("\(subject.sessionCount) sessions: opening and reading")
    // The first one warms the page cache and is not counted.
    _ = try run(.open)
    var openings = Distribution()
    var lookups = Distribution()
    for _ in 0..<Self.openCount {
      let opening = try run(.open)
      openings.add(opening[.openMilliseconds] ?? 0)
      lookups.add(opening[.lookupMilliseconds] ?? 0)
    }
    figures[.openMilliseconds] = openings.median
    figures[.openMinMilliseconds] = openings.quantile(0)
    figures[.openMaxMilliseconds] = openings.quantile(1)
    figures[.lookupMilliseconds] = lookups.median
    figures.merge(try run(.read))
    Log.line("\(subject.sessionCount) sessions: killing writers")
    figures[.killedOpenMilliseconds] = try killedOpening()
    Log.line("\(subject.sessionCount) sessions: updating")
    figures.merge(try run(.update))
    return figures
  }

  private func run(_ phase: Phase) throws -> Figures {
    let child = try ChildProcess(subject.arguments(phase, round: 0))
    let line = child.line()
    try child.join()
    guard let figures = line.flatMap(Figures.init(line:)) else {
      throw BenchmarkFailure("the process for \(phase.rawValue) did not say what it found")
    }
    return figures
  }

  /// The median time of opening after a writer was killed in the middle of its saves.
  private func killedOpening() throws -> Double {
    var openings = Distribution()
    for round in 0..<Self.killCount {
      let writer = try ChildProcess(subject.arguments(.write, round: round))
      guard writer.line() != nil else { throw BenchmarkFailure("the writer failed") }
      Pause.sleep(.milliseconds(50))
      writer.end()
      openings.add(try run(.open)[.openMilliseconds] ?? 0)
    }
    return openings.median
  }

  private func addSizes(_ figures: inout Figures) throws(BenchmarkFailure) {
    let files = try StoreFiles(at: subject.path)
    let kinds: [(Figure, String)] = [
      (.segmentByteCount, "segment"), (.mapByteCount, "map"), (.runByteCount, "run"),
      (.watermarksByteCount, "watermarks"), (.manifestByteCount, "manifest"),
    ]
    var other = files.byteCount
    for (figure, kind) in kinds {
      figures[figure] = Double(files.byteCount(of: kind))
      other -= files.byteCount(of: kind)
    }
    figures[.otherByteCount] = Double(other)
    figures[.diskByteCount] = Double(files.byteCount)
    figures[.diskByteCountPerSession] = Double(files.byteCount) / Double(subject.sessionCount)
    let index = ["map", "run", "watermarks"].map(files.byteCount(of:)).reduce(0, +)
    figures[.indexByteCountPerSession] = Double(index) / Double(subject.sessionCount)
  }
}
