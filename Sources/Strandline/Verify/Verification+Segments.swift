// Segments.
extension Verification {
  func segment(
    _ entry: ManifestSnapshot.Entry, _ listing: StoreDirectory
  ) throws(StoreError) {
    guard let file = try handle(entry, listing), let end = state.ends[entry.name.id] else {
      return
    }
    let storeID = state.manifest.storeID
    let text = listing.text(of: entry.name) ?? entry.name.text
    var audit = try SegmentAudit(
      entry.name, file, text: text, storeID: storeID,
      end: report.depth == .full ? end : min(end, SegmentHeader.firstCommitOffset))
    let source = RecordSource(state.view.segments)
    try audit.run(
      { part, offset throws(StoreError) in
        try classify(part, at: offset, of: entry.name.id, source)
      }, onRead: { count throws(StoreError) in try progress.advance(count) })
    for finding in audit.findings where report.findings.count < StoreCore.findingCountMax {
      note(finding.kind, finding.file, finding.offset, finding.byteCount, key: finding.key)
    }
    report.skippedFrameCount += audit.skippedFrameCount
    if report.depth == .full {
      finish(audit.account)
    } else {
      let size = try file.size()
      if size < end { note(.shortened, entry.name.text, size, end - size) }
      finish(ByteAccount(text, byteCount: size))
    }
  }

  private func classify(
    _ part: SegmentAudit.Part, at offset: UInt64, of file: FileID, _ source: RecordSource
  ) throws(StoreError) -> VerifyReport.ByteClass {
    switch part {
    case .control: return .controlFrame
    case .tombstone(let frame):
      // Whoever ends a revision has ended it for good.
      if state.view.index.isLive(frame.header.revision.rawValue) {
        note(.index, FileName(id: file, kind: .segment).text, offset)
      }
      return .tombstone
    case .record(let frame):
      let place = Place(file: file, offset: offset, byteCount: frame.header.frameByteCount)
      return try record(frame, at: place, source) ? .liveFrame : .deadFrame
    }
  }

  /// Whether a record is the one that counts for its revision.
  private func record(
    _ frame: FrameView, at place: Place, _ source: RecordSource
  ) throws(StoreError) -> Bool {
    let index = state.view.index
    let revision = frame.header.revision.rawValue
    guard index.isLive(revision) else { return false }
    guard let counted = try countedPlace(of: revision) else {
      // Told by the page that is damaged; the record is what it would lead to.
      seen.insert(revision)
      return true
    }
    guard counted.file == place.file, counted.offset == place.offset else {
      let isStale = try sequence(at: counted, revision, source) < frame.header.sequence.rawValue
      if isStale { note(.index, fileName(place), place.offset) }
      return false
    }
    seen.insert(revision)
    liveBytes.add(counted)
    let isSession = frame.header.kind == .session
    guard counted == place, index.live.contains(revision) == isSession, let name = frame.name(),
      let kind = frame.header.kind, let names = state.view.hash.names(of: name, kind: kind)
    else {
      note(.index, fileName(place), place.offset)
      return true
    }
    if isSession { report.sessionCount += 1 }
    if index.isNamed(revision) { expected.add(names, revision: revision, at: place) }
    if expected.recordCount >= ExpectedNames.recordCountMax { try lookUpNames() }
    return true
  }

  /// Nil when the page that would tell is damaged.
  private func countedPlace(of revision: UInt64) throws(StoreError) -> Place? {
    do {
      return try state.view.index.place(of: revision)
    } catch {
      guard error.isIndexDamage else { throw error }
      return nil
    }
  }

  /// The sequence of the record that counts; the highest there is when it cannot be read, which is
  /// a finding of its own.
  private func sequence(
    at place: Place, _ revision: UInt64, _ source: RecordSource
  ) throws(StoreError) -> UInt64 {
    do {
      return try source.withFrame(at: place, revision: revision) { frame throws(StoreError) in
        frame.header.sequence.rawValue
      }
    } catch {
      guard error.code == .corrupt else { throw error }
      return .max
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
    note(.record, fileName(place), place.offset)
  }

  /// Every live revision has its record, and what is counted of them is right.
  func compareLiveRevisions() {
    let index = state.view.index
    for live in [index.live, index.liveNeighbours] {
      var next = live.first(from: 0)
      while let revision = next {
        if !seen.contains(revision) { noteUnseen(revision) }
        next = live.first(from: revision + 1)
      }
    }
    let counted = index.liveBytes.files.filter { $0.byteCount > 0 }
    if report.findings.isEmpty, LiveBytes(files: counted) != liveBytes { note(.evidence, "") }
  }
}
