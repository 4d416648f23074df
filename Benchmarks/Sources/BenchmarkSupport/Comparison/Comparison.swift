/// What all engines answered.
public struct Comparison: Sendable {
  private struct Place: Hashable {
    let kind: EngineKind
    let variant: String
  }

  /// The question.
  public let question: Question
  /// How much was asked.
  public let settings: ComparisonSettings
  /// Engines that could not take part, and why.
  public private(set) var absences: [(kind: EngineKind, reason: String)] = []
  private var values: [Place: [String: Distribution]] = [:]
  private var skipped: Set<Place> = []

  init(_ question: Question, _ settings: ComparisonSettings) {
    self.question = question
    self.settings = settings
  }

  mutating func leaveOut(_ kind: EngineKind, because reason: String) {
    Log.line("\(kind.rawValue) is left out: \(reason)")
    absences.append((kind, reason))
  }

  mutating func add(_ figures: Figures, _ kind: EngineKind, _ variant: String) {
    let place = Place(kind: kind, variant: variant)
    for (name, value) in figures.values {
      values[place, default: [:]][name, default: Distribution()].add(value)
    }
  }

  /// A variant that an engine gives no figures for is not asked again.
  mutating func skip(_ kind: EngineKind, _ variant: String) {
    skipped.insert(Place(kind: kind, variant: variant))
  }

  func wants(_ kind: EngineKind, _ variant: String) -> Bool {
    !skipped.contains(Place(kind: kind, variant: variant))
  }

  /// The median over the rounds, nothing when it was not measured.
  public func median(_ kind: EngineKind, _ variant: String, _ figure: Figure) -> Double? {
    guard var values = distribution(kind, variant, figure) else { return nil }
    return values.median
  }

  /// The largest value of all rounds.
  public func maximum(_ kind: EngineKind, _ variant: String, _ figure: Figure) -> Double? {
    guard var values = distribution(kind, variant, figure) else { return nil }
    return values.quantile(1)
  }

  /// All values, by the rounds.
  public func distribution(
    _ kind: EngineKind, _ variant: String, _ figure: Figure
  ) -> Distribution? {
    values[Place(kind: kind, variant: variant)]?[figure.name]
  }

  /// The best median among the peers: the highest, or the lowest.
  public func bestPeer(
    _ variant: String, _ figure: Figure, highest: Bool
  ) -> (kind: EngineKind, value: Double)? {
    let found = EngineKind.peers.compactMap { kind in
      median(kind, variant, figure).map { (kind: kind, value: $0) }
    }
    return highest
      ? found.max { $0.value < $1.value } : found.min { $0.value < $1.value }
  }

  /// The engines that answered a variant, in the order of the list.
  public func kinds(of variant: String) -> [EngineKind] {
    EngineKind.allCases.filter { values[Place(kind: $0, variant: variant)] != nil }
  }

  /// The variants that were answered.
  public var variants: [String] { question.variants.filter { !kinds(of: $0).isEmpty } }

  /// The columns of a variant: what at least one engine gave.
  public func figures(of variant: String) -> [Figure] {
    let shared: [Figure] = [
      .processorSeconds, .peakMebibytes, .anonymousMebibytes, .writtenMebibytes,
    ]
    return (question.figures + shared).filter { figure in
      kinds(of: variant).contains { distribution($0, variant, figure) != nil }
    }
  }

  /// The judgements.
  public var bars: [Bar] { question.bars(self) }
}
