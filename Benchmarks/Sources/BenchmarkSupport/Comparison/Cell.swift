/// One engine, one variant of the question, one process.
public struct Cell: Sendable {
  /// The engine.
  public let kind: EngineKind
  /// Which variant of the question.
  public let variant: String
  /// Which repetition, from 0.
  public let round: Int
  /// The directory of the engine's store.
  public let path: String
  /// Sessions in the store, or to be saved.
  public let sessionCount: Int
  /// Bytes of a payload.
  public let payloadByteCount: Int
  /// How long a variant with a fixed time lasts.
  public let duration: Duration

  /// The sessions.
  public var series: SessionSeries { series(1) }

  /// Sessions that no other seed has.
  public func series(
    _ seed: UInt64, order: SessionSeries.Order = .byArrival
  ) -> SessionSeries {
    SessionSeries(payloadByteCount: payloadByteCount, seed: seed, order: order)
  }

  /// A version that no other cell has entered on this store.
  public var version: Int { 10 + round * 1_000_000 }

  /// Opens the store.
  public func open() throws -> any Engine { try kind.open(at: path) }

  /// The words by which a process of its own knows the same.
  public func arguments(
    kind: EngineKind? = nil, variant: String? = nil
  ) -> [String] {
    Self.words + [
      "--cell", (kind ?? self.kind).rawValue, "--variant", variant ?? self.variant,
      "--store", path, "--round", String(round), "--sessions", String(sessionCount),
      "--payload", String(payloadByteCount),
      "--milliseconds", String(Int(duration.secondCount * 1_000)),
    ]
  }

  /// The same on another store.
  public func resized(sessionCount: Int, payloadByteCount: Int, path: String) -> Cell {
    var settings = ComparisonSettings()
    settings.sessionCount = sessionCount
    settings.payloadByteCount = payloadByteCount
    settings.duration = duration
    return Cell(kind: kind, variant: variant, round: round, path: path, settings: settings)
  }

  /// What stands before the words of a cell in a program that asks several questions.
  private static var words: [String] {
    let words = CommandLine.arguments.dropFirst()
    return words.first == questionOption ? Array(words.prefix(2)) : []
  }

  /// The option of such a program.
  public static let questionOption = "--question"

  init(
    kind: EngineKind, variant: String, round: Int, path: String, settings: ComparisonSettings
  ) {
    self.kind = kind
    self.variant = variant
    self.round = round
    self.path = path
    sessionCount = settings.sessionCount
    payloadByteCount = settings.payloadByteCount
    duration = settings.duration
  }
}
