// Segments.
extension Verification {
  /// Looks at all segments.
  func segments(_ listing: StoreDirectory) throws(StoreError) -> [SegmentVerification] {
    var parts: [SegmentVerification.Part] = []
    for entry in state.manifest.entries where entry.name.kind == .segment {
      guard let file = try handle(entry, listing), let end = state.ends[entry.name.id] else {
        continue
      }
      parts.append(
        SegmentVerification.Part(
          name: entry.name, file: file,
          text: listing.text(of: entry.name) ?? entry.name.text, end: end))
    }
    let empty = SegmentVerification(state, report.depth, damagedFamilies: damagedFamilies)
    let sweep = SegmentSweep(parts, empty)
    if isShared {
      scheduler.start(.call) {
        sweep.help()
        return .finished
      }
    }
    let done = try sweep.run { count throws(StoreError) in try progress.advance(count) }
    add(done)
    return done
  }

  private func add(_ done: [SegmentVerification]) {
    // In the order of the log, whoever found them.
    let names = state.manifest.entries.map(\.name.text)
    let places = Dictionary(zip(names, names.indices)) { first, _ in first }
    let place = { (finding: DamageReport.Finding) in (places[finding.file] ?? .max, finding.offset)
    }
    let findings = done.flatMap(\.findings).sorted { place($0) < place($1) }
    let room = max(StoreCore.findingCountMax - report.findings.count, 0)
    report.findings += findings.prefix(room)
    report.files += done.flatMap(\.files)
    for part in done {
      report.skippedFrameCount += part.skippedFrameCount
      report.sessionCount += part.sessionCount
    }
  }

  /// A page that cannot tell where a record lies is a finding of its own.
  private func noteUnseen(_ revision: UInt64) {
    guard let place = try? state.view.index.place(of: revision) else {
      let map = state.view.index.disk.map(of: revision)?.name ?? ""
      if !report.findings.contains(where: { $0.kind == .index && $0.file == map }) {
        note(.index, map)
      }
      return
    }
    note(.record, place.fileName, place.offset)
  }

  /// Every live revision has its record, and what is counted of them is right.
  func compareLiveRevisions(_ parts: [SegmentVerification]) {
    let index = state.view.index
    for live in [index.live, index.liveNeighbours] {
      var next = live.first(from: 0)
      while let revision = next {
        if !parts.contains(where: { $0.seen.contains(revision) }) { noteUnseen(revision) }
        next = live.first(from: revision + 1)
      }
    }
    let counted = index.liveBytes.files.filter { $0.byteCount > 0 }
    let found = parts.flatMap { $0.liveBytes.files }.sorted { $0.file < $1.file }
    if report.findings.isEmpty, LiveBytes(files: counted) != LiveBytes(files: found) {
      note(.evidence, "")
    }
  }
}
