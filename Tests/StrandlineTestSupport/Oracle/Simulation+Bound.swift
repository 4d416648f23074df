import Strandline

/// A healthy store comes down to its bound.
extension Simulation {
  /// The last thing in a run: faults have stopped, nothing is pinned.
  func compactToBound() throws {
    guard store.damageReport.isEmpty else { return }
    try compact(purges: false, stepCountMax: nil, meanwhile: [])
    scheduler.drain()
    let report = try store.verify(.full)
    try check(report, of: Self.path)
    try checkBound(report)
    try compare()
  }

  /// The log within 1.3 times what lives and two segments, tombstones apart; of the index, which is
  /// pages of 4 KiB however little is in them, a few small files a family.
  private func checkBound(_ report: VerifyReport) throws(Violation) {
    guard report.unnamedFiles.isEmpty else {
      throw Violation(.bound, "files that nothing names: \(report.unnamedFiles)")
    }
    let log = byteCount(of: .segment, report) - report.byteCount(of: .tombstone)
    let live = report.byteCount(of: .liveFrame) + report.byteCount(of: .padding)
    guard log <= live * 13 / 10 + 2 * Self.segmentByteCount else {
      throw Violation(.bound, "\(log) bytes of log for \(live) that live")
    }
    for (kind, limit) in Self.fileCountMax {
      let count = report.files.count { FileName($0.name)?.kind == kind }
      guard count <= limit else { throw Violation(.bound, "\(count) files of kind \(kind)") }
    }
  }

  private func byteCount(of kind: FileHeader.Kind, _ report: VerifyReport) -> UInt64 {
    report.files.reduce(0) { $0 + (FileName($1.name)?.kind == kind ? $1.byteCount : 0) }
  }

  /// Four small runs of a family, or files of the map, are merged.
  private static let fileCountMax: [(FileHeader.Kind, Int)] = [
    (.run, RunFamily.allCases.count * (MergePolicy.smallRunCount - 1)),
    (.map, MergePolicy.smallRunCount - 1), (.watermarks, 1), (.manifest, 2),
  ]
}
