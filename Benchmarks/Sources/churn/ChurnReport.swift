import BenchmarkSupport

/// What is said about two stores that came to rest.
struct ChurnReport {
  /// The one that did not compact.
  var baseline: Trial
  var trial: Trial

  mutating func lines() -> [String] { saves() + space + reads }

  private mutating func saves() -> [String] {
    let changing = trial.changing.quantile(0.99) / max(baseline.changing.quantile(0.99), 1e-9)
    let after = trial.after.quantile(0.99) / max(baseline.after.quantile(0.99), 1e-9)
    return [
      Words.row(["saves", "p50", "p99", "max"]) + "  durable saves of one session, ms",
      row(&trial.alone) + "  alone",
      row(&baseline.changing) + "  beside changes, backup and reader, without compaction",
      row(&trial.changing) + "  the same with compaction",
      row(&baseline.after) + "  behind the changes, beside the reader, without compaction",
      row(&trial.after) + "  the same while the store compacts, until rest",
      Bar("p99 beside the changes, with / without compaction", changing, atMost: 2).line,
      Bar("p99 behind the changes, with / without compaction", after, atMost: 2).line,
    ]
  }

  private func row(_ values: inout Distribution) -> String {
    Words.row([
      String(values.count), Words.milliseconds(values.median),
      Words.milliseconds(values.quantile(0.99)), Words.milliseconds(values.quantile(1)),
    ])
  }

  private var space: [String] {
    let live = Double(trial.liveCount * trial.recordByteCount)
    let disk = Double(trial.files.byteCount)
    let segment = trial.files.largestByteCount(of: "segment")
    return [
      "live: \(trial.liveCount) sessions of \(trial.recordByteCount) B, \(Int(live)) B; "
        + "largest segment \(segment) B",
      "bytes on disk / live bytes: \(Words.decimals(disk / live, 3))",
      Bar(
        "bytes on disk, against 1.3 x live and two segments", disk,
        atMost: 1.3 * live + 2 * Double(segment), decimals: 0
      ).line,
    ]
  }

  private var reads: [String] {
    let tally = trial.tally
    let first = tally.firstError.map { ["first error of the reader: \($0)"] } ?? []
    return [
      "reads: \(tally.gets)",
      Bar("errors of the reader", Double(tally.errors), atMost: 0, decimals: 0).line,
      Bar("sessions read wrong", Double(tally.wrong), atMost: 0, decimals: 0).line,
    ] + first
  }
}
