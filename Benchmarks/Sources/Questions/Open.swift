public import BenchmarkSupport
import Strandline

extension Figure {
  fileprivate static let total = Figure("totalMilliseconds", "open + lookup ms", decimals: 3)
  fileprivate static let open = Figure("openMilliseconds", "open ms", decimals: 3)
  fileprivate static let memory = Figure("memoryMebibytes", "memory MiB")
}

extension Question {
  /// How soon a store answers, and what it holds in memory then.
  public static let open = Question(
    "open", summary: "opens a store in a new process and reads one session",
    variants: ["clean", "killed"], engines: [.strandline] + EngineKind.usualPeers, stores: .filled,
    figures: [.total, .open, .memory],
    notes: [
      "killed: a process that saved 1000 sessions, each durable, and went on was ended by SIGKILL"
        + " before; all thousand are looked for afterwards.",
      "memory: anonymous bytes beyond those of the process before it opened the store.",
    ],
    bars: bars,
    cell: { cell in
      switch cell.variant {
      case "writer": try Opening(cell: cell).write()
      case "killed": try Opening(cell: cell).killAndMeasure()
      default: try Opening(cell: cell).measure()
      }
    })

  private static func bars(_ comparison: Comparison) -> [Bar] {
    var bars: [Bar] = []
    if let clean = comparison.median(.strandline, "clean", .total) {
      bars.append(Bar("open to first lookup, clean, ms", clean, atMost: 1))
    }
    if let killed = comparison.median(.strandline, "killed", .total) {
      bars.append(Bar("open to first lookup, after a kill, ms", killed, atMost: 50))
    }
    if let memory = comparison.median(.strandline, "clean", .memory) {
      bars.append(Bar("memory beyond an idle process, MiB", memory, atMost: 3e6 / Double(1 << 20)))
    }
    return bars
  }
}

private struct Opening {
  private static let savedCount = 1_000
  private static let saveCountMax = 100_000

  let cell: Cell

  private var written: SessionSeries { cell.series(UInt64(50 + cell.round)) }

  func measure() throws -> Figures {
    let engine = try cell.openTimed()
    defer { try? engine.engine.close() }
    return engine.figures
  }

  func killAndMeasure() throws -> Figures {
    let writer = try ChildProcess(cell.arguments(variant: "writer"))
    guard writer.line() != nil else { throw BenchmarkFailure("the writer ended too early") }
    writer.end()
    let (engine, figures) = try cell.openTimed()
    for number in 0..<Self.savedCount { try engine.check(number, of: written) }
    try engine.close()
    return figures
  }

  /// Saves until it is killed, and says so once all that is looked for is durable.
  func write() throws -> Figures {
    let engine = try cell.open()
    for number in 0..<Self.saveCountMax {
      try engine.save([written.record(number)], isDurable: true)
      if number == Self.savedCount { Log.output("figure saved \(number)") }
    }
    throw BenchmarkFailure("nobody ended the writer")
  }
}

extension Cell {
  /// Opens the store and reads a session, the first thing in this process.
  fileprivate func openTimed() throws -> (engine: any Engine, figures: Figures) {
    // Loading the library of a peer is not its opening.
    if let obstacle = kind.obstacle { throw BenchmarkFailure(obstacle) }
    let number = sessionCount / 2
    let key = series.key(number)
    let idle = Memory.anonymousByteCount
    var sum: UInt64 = 0
    let start = ContinuousClock.now
    let engine = try open()
    let opened = ContinuousClock.now
    let isFound = try engine.read(key) { sum = Digest.sum($0) }
    let end = ContinuousClock.now
    let memory = Memory.anonymousByteCount
    guard isFound, sum == series.record(number).payload.withUnsafeBytes({ Digest.sum($0) }) else {
      throw BenchmarkFailure("a session is missing or reads wrong")
    }
    var figures = Figures()
    figures[.total] = (end - start).secondCount * 1e3
    figures[.open] = (opened - start).secondCount * 1e3
    if let memory, let idle { figures[.memory] = Double(max(0, memory - idle)) / Double(1 << 20) }
    return (engine, figures)
  }
}
