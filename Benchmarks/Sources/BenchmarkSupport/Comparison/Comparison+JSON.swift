extension Comparison {
  /// All values of all rounds, and the judgements.
  public var json: JSONText {
    .object([
      ("question", .text(question.name)),
      ("sessions", .number(Double(settings.sessionCount))),
      ("payloadBytes", .number(Double(settings.payloadByteCount))),
      ("rounds", .number(Double(settings.roundCount))),
      ("machine", Machine.json),
      ("cells", .list(variants.flatMap { cells(of: $0) })),
      ("bars", .list(bars.map(Self.json))),
      (
        "leftOut",
        .list(
          absences.map {
            .object([("engine", .text($0.kind.rawValue)), ("reason", .text($0.reason))])
          })
      ),
    ])
  }

  private func cells(of variant: String) -> [JSONText] {
    kinds(of: variant).flatMap { kind in
      figures(of: variant).compactMap { figure in
        guard var values = distribution(kind, variant, figure) else { return nil }
        return .object([
          ("engine", .text(kind.rawValue)), ("variant", .text(variant)),
          ("figure", .text(figure.name)), ("median", .number(values.median)),
          ("min", .number(values.quantile(0))), ("max", .number(values.quantile(1))),
          ("count", .number(Double(values.count))),
        ])
      }
    }
  }

  private static func json(_ bar: Bar) -> JSONText {
    .object([
      ("text", .text(bar.text)), ("value", .number(bar.value)), ("wanted", .text(bar.wanted)),
      ("isMet", .flag(bar.isMet)),
    ])
  }
}
