extension Question {
  /// Asks every engine, in turns, so that noise of the machine meets all alike.
  ///
  /// - Parameters:
  ///   - settings: how much is asked.
  ///   - words: what comes before the words of a cell when another program asks.
  /// - Returns: all that was measured.
  /// - Throws: `BenchmarkFailure` when an engine fails or answers wrong.
  public func compare(
    _ settings: ComparisonSettings, words: [String] = []
  ) throws -> Comparison {
    let workspace = try Workspace(in: settings.directory)
    defer { workspace.remove() }
    var comparison = Comparison(self, settings)
    var kinds: [EngineKind] = []
    for kind in settings.engines ?? engines {
      if kind == .floor, !engines.contains(.floor) {
        comparison.leaveOut(kind, because: "\(name) measures it beside each engine, or has none")
      } else if let obstacle = kind.obstacle {
        comparison.leaveOut(kind, because: obstacle)
      } else {
        kinds.append(kind)
      }
    }
    for variant in settings.variants ?? [] where !variants.contains(variant) {
      throw BenchmarkFailure.usage("\(name) has no variant \"\(variant)\"")
    }
    let place = { (kind: EngineKind) in "\(workspace.path)/store-\(kind.family.rawValue)" }
    if stores == .filled {
      for kind in Self.families(of: kinds) {
        let cell = Cell(
          kind: kind, variant: Self.preparation, round: 0, path: place(kind), settings: settings)
        _ = try Self.measure(cell, words)
      }
    }
    for round in 0..<settings.roundCount {
      for variant in settings.variants ?? variants.filter({ !variantsWhenNamed.contains($0) }) {
        for kind in kinds where comparison.wants(kind, variant) {
          let cell = Cell(
            kind: kind, variant: variant, round: round, path: place(kind), settings: settings)
          let figures = try Self.measure(cell, words)
          if figures.values.isEmpty {
            comparison.skip(kind, variant)
          } else {
            comparison.add(figures, kind, variant)
          }
          if stores == .fresh { workspace.removeStore(named: "store-\(kind.family.rawValue)") }
        }
      }
    }
    return comparison
  }

  /// Kinds that share their files need them only once.
  private static func families(of kinds: [EngineKind]) -> [EngineKind] {
    var families: [EngineKind] = []
    for kind in kinds.map(\.family) where !families.contains(kind) { families.append(kind) }
    return families
  }

  private static func measure(_ cell: Cell, _ words: [String]) throws -> Figures {
    Log.line("\(cell.kind.rawValue), \(cell.variant), round \(cell.round + 1)")
    let process = try ChildProcess(words + cell.arguments())
    var figures = Figures()
    while let line = process.line() {
      guard figures.take(line) else {
        throw BenchmarkFailure("a process said \"\(line)\", which is no figure")
      }
    }
    do {
      try process.join()
    } catch {
      throw BenchmarkFailure("\(cell.kind.rawValue), \(cell.variant): \(error)")
    }
    return figures
  }
}
