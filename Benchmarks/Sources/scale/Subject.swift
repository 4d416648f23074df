import BenchmarkSupport
import Strandline

/// A store of one size, as parent and children know it.
struct Subject {
  /// The index of every session at first, with room below it for any number of improvements.
  static let firstKnownIndex: UInt32 = 1_000_000

  let path: String
  let sessionCount: Int
  let payloadByteCount: Int
  let optionsName: String
  let options: Options
  /// Which of the writers that are killed.
  let round: Int
  /// Anonymous memory of this process when it began.
  let idleByteCount: Int?

  init(
    _ options: CommandLineOptions, path: String, sessionCount: Int? = nil,
    idleByteCount: Int? = nil
  ) throws(BenchmarkFailure) {
    self.path = path
    if let sessionCount {
      self.sessionCount = sessionCount
    } else {
      self.sessionCount = try options.numbers("--sessions", default: [1])[0]
    }
    payloadByteCount = try options.number("--payload", default: 64, minimum: 0)
    optionsName = options.text("--options") ?? "default"
    self.options = try Options.preset(named: optionsName)
    round = try options.number("--round", default: 0, minimum: 0)
    self.idleByteCount = idleByteCount
  }

  /// The sessions in the store.
  var series: SessionSeries { SessionSeries(payloadByteCount: payloadByteCount, seed: 1) }

  /// The options by which a process of its own knows the same.
  func arguments(_ phase: Phase, round: Int) -> [String] {
    [
      "--phase", phase.rawValue, "--store", path, "--sessions", String(sessionCount),
      "--payload", String(payloadByteCount), "--options", optionsName, "--round", String(round),
    ]
  }

  func perform(_ phase: Phase) throws -> Figures {
    switch phase {
    case .fill: try fill()
    case .open: try open()
    case .read: try read()
    case .write: try write()
    case .update: try update()
    }
  }

  func openStore() throws(StoreError) -> SessionStore {
    try SessionStore.open(at: path, options: options)
  }

  /// Runs a call and gives its time in seconds.
  func seconds<Failure>(_ body: () throws(Failure) -> Void) throws(Failure) -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start).secondCount
  }
}
