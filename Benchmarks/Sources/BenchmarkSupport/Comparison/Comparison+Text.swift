extension Comparison {
  /// Tables, judgements, and who is missing.
  public var lines: [String] {
    var lines = ["\(question.name): \(setting)"]
    for variant in variants {
      lines.append("")
      lines.append(variant)
      lines += table(of: variant)
    }
    lines.append("")
    lines += bars.map(\.line)
    lines += question.notes
    lines += absences.map { "\($0.kind.rawValue): left out, \($0.reason)" }
    return lines
  }

  /// What was measured, and how often.
  public var setting: String {
    let sizes = settings.variants?.allSatisfy { $0.hasPrefix("flat-") } ?? false
    let store =
      sizes
      ? "stores of several sizes"
      : "\(settings.sessionCount) sessions of \(settings.payloadByteCount) B"
    let rounds = settings.roundCount == 1 ? "one round" : "median of \(settings.roundCount) rounds"
    return "\(store), \(rounds); the range is of the first column"
  }

  private func table(of variant: String) -> [String] {
    let rows = cells(of: variant)
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? "  " + cell + space : "  " + space + cell
      }.joined()
    }
  }

  /// The table's cells, the head first; the first figure also with its range.
  public func cells(of variant: String) -> [[String]] {
    let figures = figures(of: variant)
    guard let main = figures.first else { return [] }
    var rows = [["engine", main.title, "range"] + figures.dropFirst().map(\.title)]
    for kind in kinds(of: variant) {
      let cells = figures.map { figure in
        median(kind, variant, figure).map { Words.decimals($0, figure.decimalCount) } ?? "n/a"
      }
      rows.append([kind.rawValue, cells[0], range(kind, variant, main)] + cells.dropFirst())
    }
    return rows
  }

  private func range(_ kind: EngineKind, _ variant: String, _ figure: Figure) -> String {
    guard var values = distribution(kind, variant, figure) else { return "n/a" }
    let ends = [values.quantile(0), values.quantile(1)]
    return ends.map { Words.decimals($0, figure.decimalCount) }.joined(separator: "…")
  }
}
