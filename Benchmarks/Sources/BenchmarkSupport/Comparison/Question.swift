/// A question that all engines are asked, each in a process of its own.
public struct Question: Sendable {
  /// Fills a store before the first variant, once for each engine.
  public static let preparation = "preparation"

  /// What becomes of the stores between the variants.
  public enum Stores: Sendable {
    /// Every cell begins with nothing.
    case fresh
    /// One store for each engine is filled once; `family` is what its files are of.
    case filled
  }

  /// The name of the executable.
  public let name: String
  let summary: String
  let variants: [String]
  let variantsWhenNamed: [String]
  /// Who takes part when nobody is named.
  public let engines: [EngineKind]
  let stores: Stores
  let figures: [Figure]
  let cell: @Sendable (Cell) throws -> Figures
  let bars: @Sendable (Comparison) -> [Bar]
  /// What a reader of the table has to know.
  public let notes: [String]

  /// Describes a question.
  ///
  /// - Parameters:
  ///   - name: the name of the executable.
  ///   - summary: the first line of its help.
  ///   - variants: what is measured, in this order, in each round.
  ///   - onlyWhenNamed: those of them that take too long to be measured without being asked for.
  ///   - engines: who takes part when nobody is named.
  ///   - stores: what becomes of the stores between the variants.
  ///   - figures: the columns of the table; what a cell does not give is left out.
  ///   - notes: what a reader of the table has to know.
  ///   - bars: judges the results.
  ///   - cell: measures, in a process of its own.
  public init(
    _ name: String, summary: String, variants: [String], onlyWhenNamed: [String] = [],
    engines: [EngineKind], stores: Stores,
    figures: [Figure], notes: [String] = [],
    bars: @escaping @Sendable (Comparison) -> [Bar],
    cell: @escaping @Sendable (Cell) throws -> Figures
  ) {
    self.name = name
    self.summary = summary
    self.variants = variants
    variantsWhenNamed = onlyWhenNamed
    self.engines = engines
    self.stores = stores
    self.figures = figures
    self.notes = notes
    self.bars = bars
    self.cell = cell
  }

  /// Runs the executable of this question and ends the process.
  public func run() -> Never {
    BenchmarkProgram(name, summary: summary, options: ComparisonSettings.options).run { options in
      let settings = try ComparisonSettings(options)
      if let cell = try cell(of: options, settings) { return try answer(cell) }
      let comparison = try compare(settings)
      for line in comparison.lines { print(line) }
      guard let path = settings.jsonPath else { return }
      try comparison.json.write(to: path)
    }
  }

  /// Measures one cell and tells its figures to the process that asked.
  public func answer(_ cell: Cell) throws {
    let figures = cell.variant == Self.preparation ? try prepare(cell) : try self.cell(cell)
    for line in figures.lines { Log.output(line) }
  }

  /// The cell that the command line asks for, nothing when it asks for all.
  public func cell(of options: CommandLineOptions) throws(BenchmarkFailure) -> Cell? {
    try cell(of: options, ComparisonSettings(options))
  }

  /// The cell that the command line asks for, nothing when it asks for all.
  private func cell(
    of options: CommandLineOptions, _ settings: ComparisonSettings
  ) throws(BenchmarkFailure) -> Cell? {
    guard let name = options.text("--cell") else { return nil }
    guard let kind = EngineKind(rawValue: name), let variant = options.text("--variant"),
      let path = options.text("--store")
    else { throw .usage("a cell needs an engine, a variant and a store") }
    return Cell(
      kind: kind, variant: variant,
      round: try options.number("--round", default: 0, minimum: 0), path: path, settings: settings)
  }

  /// Fills the store of a cell and lets it come to rest.
  private func prepare(_ cell: Cell) throws -> Figures {
    if cell.kind == .floor {
      try FloorFile(at: cell.path).fill(cell)
      return Figures()
    }
    try Self.fill(cell).close()
    return Figures()
  }

  /// Opens the store of a cell, saves all sessions, and waits until it is at rest.
  public static func fill(_ cell: Cell) throws -> any Engine {
    let engine = try cell.open()
    let series = cell.series
    for start in stride(from: 0, to: cell.sessionCount, by: 100) {
      let end = min(start + 100, cell.sessionCount)
      try engine.save(
        (start..<end).map { series.record($0, firstKnownIndex: Cell.firstKnownIndex) },
        isDurable: false)
    }
    try engine.sync()
    try engine.settle()
    _ = try Rest.wait()
    return engine
  }
}

extension Cell {
  /// The index of every session at first, with room below it for improvements.
  public static let firstKnownIndex: UInt32 = 1_000_000
}
