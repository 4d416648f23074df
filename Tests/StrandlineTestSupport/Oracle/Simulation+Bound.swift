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

  /// The log within 1.3 times what lives and two segments, and a few files of each kind.
  ///
  /// Tombstones are apart, and so are the headers of files and what outputs say of the segments they
  /// replaced: next to segments of 4 KiB that is much. The index is pages of 4 KiB however little is
  /// in them, so its files are counted.
  private func checkBound(_ report: VerifyReport) throws(Violation) {
    guard report.unnamedFiles.isEmpty else {
      throw Violation(.bound, "files that nothing names: \(report.unnamedFiles)")
    }
    let apart: [VerifyReport.ByteClass] = [.tombstone, .fileHeader, .structureHeader]
    let log =
      report.files.filter { FileName($0.name)?.kind == .segment }.reduce(UInt64(0)) { sum, file in
        // An output has no commits.
        let isOutput = file.byteCounts[.commitHeader] == nil
        let isApart = isOutput ? apart + [.controlFrame] : apart
        return sum + file.byteCount - isApart.reduce(UInt64(0)) { $0 + (file.byteCounts[$1] ?? 0) }
      }
    let live = report.byteCount(of: .liveFrame) + report.byteCount(of: .padding)
    guard log <= live * 13 / 10 + 2 * Self.segmentByteCount else {
      throw Violation(
        .bound,
        "\(log) bytes of log for \(live) that live: "
          + report.files.filter { FileName($0.name)?.kind == .segment }.map(Self.classes)
          .joined(separator: "; "))
    }
    for (kind, limit) in Self.fileCountMax {
      let count = report.files.count { FileName($0.name)?.kind == kind }
      guard count <= limit else { throw Violation(.bound, "\(count) files of kind \(kind)") }
    }
  }

  private static func classes(_ file: VerifyReport.File) -> String {
    let counts = file.byteCounts.sorted { $0.key.rawValue < $1.key.rawValue }
    return file.name + " " + counts.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  /// Four small runs of a family, or files of the map, are merged.
  private static let fileCountMax: [(FileHeader.Kind, Int)] = [
    (.run, RunFamily.allCases.count * (MergePolicy.smallRunCount - 1)),
    (.map, MergePolicy.smallRunCount - 1), (.watermarks, 1), (.manifest, 2),
  ]
}
