import BenchmarkSupport
import Strandline

/// Whether a reset costs the same at any number of sessions.
///
/// All stores are open at once and take turns, a plain synced append between them, so that noise
/// of the machine meets every size alike.
@main
enum ResetBenchmark {
  private static let rounds = 20

  private struct Subject {
    let sessionCount: Int
    let store: SessionStore
    var times = Distribution()
    var bytes = Distribution()
    var syncs = Distribution()
  }

  private static let program = BenchmarkProgram(
    "reset", summary: "times the reset of the backup state at several numbers of sessions",
    options: [
      .init("--sessions", "sessions of each store, with commas; 3000,30000,300000 by default"),
      .init("--payload", "bytes of a payload; 3700 by default"),
      .init("--resets", "resets of each store; 20 by default"),
    ])

  static func main() { program.run { options in try measure(options) } }

  private static func measure(_ options: CommandLineOptions) throws {
    let sizes = try options.numbers("--sessions", default: [3_000, 30_000, 300_000])
    let payload = try options.number("--payload", default: 3_700)
    let rounds = try options.number("--resets", default: Self.rounds)
    let workspace = try Workspace()
    defer { workspace.remove() }

    var subjects: [Subject] = []
    for size in sizes {
      Log.line("filling a store with \(size) sessions of \(payload) B")
      let store = try SessionStore.open(at: "\(workspace.path)/\(size)-\(subjects.count)")
      try store.fill(sessionCount: size, payloadByteCount: payload, seed: UInt64(size)) { _ in }
      try store.drain(to: BackupVersion("1"))
      subjects.append(Subject(sessionCount: size, store: store))
    }
    var floor = Distribution()
    // One round that is not counted takes what only the first call of all pays.
    for round in 0...rounds {
      for index in subjects.indices {
        let append = try workspace.syncedAppend()
        try reset(&subjects[index], counted: round > 0)
        if round > 0 { floor.add(append) }
      }
    }
    report(&subjects, &floor, payload, rounds)
    for subject in subjects { try subject.store.close() }
  }

  private static func reset(_ subject: inout Subject, counted: Bool) throws(StoreError) {
    let before = try subject.store.statistics()
    let start = ContinuousClock.now
    try subject.store.resetBackupState()
    let time = ContinuousClock.now - start
    let after = try subject.store.statistics()
    guard counted else { return }
    subject.times.add(time)
    subject.bytes.add(Double(after.byteCountWritten - before.byteCountWritten))
    subject.syncs.add(Double(after.syncCount - before.syncCount))
  }

  private static func report(
    _ subjects: inout [Subject], _ floor: inout Distribution, _ payload: Int, _ rounds: Int
  ) {
    print("reset of the backup state: \(rounds) each, payload \(payload) B, times in ms")
    print(
      Words.row(["sessions", "median", "min", "max", "bytes max", "syncs max"]))
    for index in subjects.indices {
      print(
        Words.row([
          String(subjects[index].sessionCount), Words.milliseconds(subjects[index].times.median),
          Words.milliseconds(subjects[index].times.quantile(0)),
          Words.milliseconds(subjects[index].times.quantile(1)),
          Words.decimals(subjects[index].bytes.quantile(1), 0),
          Words.decimals(subjects[index].syncs.quantile(1), 0),
        ]))
    }
    print(
      Words.row([
        "floor", Words.milliseconds(floor.median), Words.milliseconds(floor.quantile(0)),
        Words.milliseconds(floor.quantile(1)), "64", "1",
      ]))
    let order = subjects.indices.sorted { subjects[$0].sessionCount < subjects[$1].sessionCount }
    guard order.count > 1, let smallest = order.first, let largest = order.last else { return }
    let small = subjects[smallest].times.median
    let large = subjects[largest].times.median
    let names = "\(subjects[largest].sessionCount) / \(subjects[smallest].sessionCount)"
    print("ratio of medians, \(names): \(Words.decimals(large / small, 2)) (wanted: at most 1.5)")
    print("median at the largest / floor: \(Words.decimals(large / floor.median, 2))")
  }
}
