import BenchmarkSupport

/// The table, and what the sizes that ran allow to say about the bars.
struct ScaleReport {
  private static let sessionsMax = 10_000_000.0

  private let columns: [Figures]
  private let subject: Subject

  init(_ columns: [Figures], subject: Subject) {
    self.columns = columns
    self.subject = subject
  }

  var lines: [String] { head + table + [""] + bars.map(\.line) + unjudged }

  private var head: [String] {
    [
      "payload \(subject.payloadByteCount) B, record \(subject.series.recordByteCount) B, "
        + "options \(subject.optionsName)"
    ]
  }

  private var table: [String] {
    let width = Figure.allCases.map(\.title.count).max() ?? 0
    return Figure.allCases.map { figure in
      let title = figure.title + String(repeating: " ", count: width - figure.title.count)
      let cells = columns.map { column in
        column[figure].map { Words.decimals($0, figure.decimalCount) } ?? "-"
      }
      let wanted = figure == .sessions ? "wanted" : figure.wanted
      return title + Words.row(cells, width: 15) + (wanted.isEmpty ? "" : "  \(wanted)")
    }
  }

  /// A bar without a size of its own is judged at the worst of all, or at the largest where the
  /// fixed size of a small store would decide.
  private var bars: [Bar] {
    var bars: [Bar] = []
    if let open = value(.openMilliseconds, at: Self.sessionsMax) {
      bars.append(Bar("open at 10,000,000, ms", open, atMost: 10))
      if let small = value(.openMilliseconds, at: 100_000) {
        bars.append(Bar("open at 10,000,000, ms, by 100,000", open, atMost: 3 * small))
      }
    }
    if let worst = columns.compactMap({ $0[.killedOpenMilliseconds] }).max() {
      bars.append(Bar("open after a kill, ms, worst \(reach)", worst, atMost: 300))
    }
    if let limit = ["default": 16.0, "appExtension": 6][subject.optionsName],
      let worst = columns.compactMap({ $0[.memoryMebibytes] }).max()
    {
      bars.append(Bar("memory, MiB, worst \(reach)", worst, atMost: limit))
    }
    if let large = value(.hitP50Microseconds, at: Self.sessionsMax),
      let small = value(.hitP50Microseconds, at: 10_000)
    {
      bars.append(Bar("get at 10,000,000, us, by 10,000", large, atMost: 3 * small))
    }
    if let bytes = largest?[.indexByteCountPerSession], bytes > 0 {
      bars.append(Bar("index bytes for each session, largest \(reach)", bytes, atMost: 64))
    }
    if let ratio = largest?[.updateRatio] {
      bars.append(Bar("bytes for an update by record, largest \(reach)", ratio, atMost: 3))
    }
    return bars
  }

  private var unjudged: [String] {
    var lines: [String] = []
    if value(.openMilliseconds, at: Self.sessionsMax) == nil {
      lines.append("open and get by size: not judged without 10,000,000 sessions")
    }
    if largest?[.indexByteCountPerSession] == 0 {
      lines.append("index bytes: not judged, there are no index files")
    }
    return lines
  }

  /// How far the sizes went: a bar that is met says nothing beyond.
  private var reach: String {
    "of up to " + Words.decimals(largest?[.sessions] ?? 0, 0) + " sessions"
  }

  private var largest: Figures? {
    columns.max { ($0[.sessions] ?? 0) < ($1[.sessions] ?? 0) }
  }

  private func value(_ figure: Figure, at sessions: Double) -> Double? {
    columns.first { $0[.sessions] == sessions }?[figure]
  }
}
