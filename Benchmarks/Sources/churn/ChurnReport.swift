import BenchmarkSupport

/// What is said about the store at rest.
struct ChurnReport {
  let liveCount: Int
  let recordByteCount: Int
  let files: StoreFiles
  let tally: Reader.Tally

  func lines(_ alone: inout Distribution, _ beside: inout Distribution) -> [String] {
    saves(&alone, &beside) + space + reads
  }

  private func saves(_ alone: inout Distribution, _ beside: inout Distribution) -> [String] {
    let ratio = beside.quantile(0.99) / max(alone.quantile(0.99), 1e-9)
    return [
      Words.row(["saves", "p50", "p99", "max"]) + "  durable saves of one session, ms",
      row(&alone) + "  alone", row(&beside) + "  beside the changes, until rest",
      Bar("p99 ratio, beside / alone", ratio, atMost: 2).line,
    ]
  }

  private func row(_ values: inout Distribution) -> String {
    Words.row([
      String(values.count), Words.milliseconds(values.median),
      Words.milliseconds(values.quantile(0.99)), Words.milliseconds(values.quantile(1)),
    ])
  }

  private var space: [String] {
    let live = Double(liveCount * recordByteCount)
    let disk = Double(files.byteCount)
    let segment = files.largestByteCount(of: "segment")
    return [
      "live: \(liveCount) sessions of \(recordByteCount) B, \(liveCount * recordByteCount) B; "
        + "largest segment \(segment) B",
      "bytes on disk / live bytes: \(Words.decimals(disk / live, 3))",
      Bar(
        "bytes on disk, against 1.3 x live and two segments", disk,
        atMost: 1.3 * live + 2 * Double(segment), decimals: 0
      ).line,
    ]
  }

  private var reads: [String] {
    let first = tally.firstError.map { ["first error of the reader: \($0)"] } ?? []
    return [
      "reads: \(tally.gets)",
      Bar("errors of the reader", Double(tally.errors), atMost: 0, decimals: 0).line,
      Bar("sessions read wrong", Double(tally.wrong), atMost: 0, decimals: 0).line,
    ] + first
  }
}
