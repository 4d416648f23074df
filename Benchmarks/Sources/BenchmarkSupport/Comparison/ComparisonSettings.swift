/// What the command line, or a report, asks of a comparison.
public struct ComparisonSettings: Sendable {
  /// Sessions in a store.
  public var sessionCount = 300_000
  /// Bytes of a payload.
  public var payloadByteCount = 3_700
  /// Repetitions, of which the median is taken.
  public var roundCount = 5
  /// The engines; nothing for those the question is meant for.
  public var engines: [EngineKind]?
  /// The variants; nothing for all.
  public var variants: [String]?
  /// How long a variant with a fixed time lasts.
  public var duration = Duration.seconds(5)
  /// Where the stores are made.
  public var directory: String?
  /// Where the results go as JSON.
  public var jsonPath: String?

  /// Makes the default settings.
  public init() {}

  init(_ options: CommandLineOptions) throws(BenchmarkFailure) {
    sessionCount = try options.number("--sessions", default: sessionCount, minimum: 100)
    payloadByteCount = try options.number("--payload", default: payloadByteCount)
    roundCount = try options.number("--rounds", default: roundCount)
    let milliseconds = try options.number("--milliseconds", default: 5_000)
    duration = .milliseconds(milliseconds)
    directory = options.text("--directory")
    jsonPath = options.text("--json")
    variants = options.text("--variants").map { $0.split(separator: ",").map(String.init) }
    guard let names = options.text("--engines") else { return }
    var engines: [EngineKind] = []
    for name in names.split(separator: ",") {
      guard let kind = EngineKind(rawValue: String(name)) else {
        throw .usage("there is no engine \"\(name)\"")
      }
      engines.append(kind)
    }
    self.engines = engines
  }

  static let options: [BenchmarkProgram.Option] = [
    .init("--sessions", "sessions; 300000 by default"),
    .init("--payload", "bytes of a payload; 3700 by default"),
    .init("--engines", "engines with commas; all that are there by default", value: "LIST"),
    .init("--variants", "variants with commas; all by default", value: "LIST"),
    .init("--rounds", "repetitions, of which the median is taken; 5 by default"),
    .init("--milliseconds", "how long a variant of fixed time lasts; 5000 by default"),
    .init("--directory", "where stores are made; TMPDIR or /var/tmp", value: "DIR"),
    .init("--json", "where the results go as JSON", value: "FILE"),
    .hidden("--cell"), .hidden("--variant"), .hidden("--store"), .hidden("--round"),
  ]
}
