/// One verification of one durable state: reads files and compares; changes nothing.
///
/// Positional reads past every cache, except for where a record lies, which is asked of the index.
package final class Verification {
  let state: DurableState
  let fileSystem: any FileSystem
  private(set) var report: VerifyReport
  var progress: CareProgress
  /// Live revisions whose records were found where they have to be.
  private var seen = RevisionSet()
  private var expected = ExpectedNames()
  private var liveBytes = LiveBytes()
  /// Families of which a page is damaged: what is not found there is no finding of its own.
  private var damagedFamilies: Set<RunFamily> = []
  private var hasDamagedPlaces = false

  package init(
    _ state: DurableState, fileSystem: any FileSystem, depth: VerifyDepth,
    progress: ((Double) -> Bool)?
  ) {
    self.state = state
    self.fileSystem = fileSystem
    report = VerifyReport(depth: depth)
    let passCount = UInt64(state.view.index.live.count / ExpectedNames.recordCountMax + 2)
    let total = state.manifest.entries.reduce(UInt64(0)) { sum, entry in
      switch entry.name.kind {
      case .segment: sum &+ (state.ends[entry.name.id] ?? 0)
      case .run: sum &+ entry.byteCount &* passCount
      case .map, .watermarks, .manifest: sum &+ entry.byteCount
      }
    }
    self.progress = CareProgress(total: total, progress)
  }

  /// - Throws: `.cancelled`, or `.io` and the like; damage is told in the answer.
  package func run() throws(StoreError) -> VerifyReport {
    try progress.advance(0)
    let listing = StoreDirectory(names: try fileSystem.list(state.directory))
    try manifests(listing)
    for entry in state.manifest.entries where entry.name.kind != .segment {
      try derived(entry, listing)
    }
    for entry in state.manifest.entries where entry.name.kind == .segment {
      try segment(entry, listing)
    }
    if report.depth == .full {
      try lookUpNames()
      compareLiveRevisions()
    }
    let next = state.manifest.nextRevision.rawValue
    if !EvidenceAudit.isConsistent(state.view, nextRevision: next) { note(.evidence, "") }
    try others(listing)
    report.files.sort { $0.name < $1.name }
    try progress.finish()
    return report
  }

  func note(
    _ kind: DamageReport.Finding.Kind, _ file: String, _ offset: UInt64 = 0,
    _ byteCount: UInt64 = 0, key: SessionKey? = nil
  ) {
    guard report.findings.count < StoreCore.findingCountMax else { return }
    report.findings.append(
      DamageReport.Finding(
        kind: kind, file: file, offset: offset, byteCount: byteCount, key: key))
  }

  func finish(_ account: ByteAccount) { report.files.append(account.file) }

  func setOthers(unnamed: [String], unknown: [String]) {
    report.unnamedFiles = unnamed
    report.unknownFiles = unknown
  }

  /// The handle of a named file; nil, and a finding, when it is not there.
  private func handle(
    _ entry: ManifestSnapshot.Entry, _ listing: StoreDirectory
  ) throws(StoreError) -> (any File)? {
    let isListed =
      entry.name.kind == .segment
      ? listing.segments.contains(entry.name.id) : listing.derived.contains(entry.name)
    // One that a later manifest has dropped since may be gone, and is pinned.
    let isCurrent = (listing.manifests.max() ?? state.manifest.fileID) <= state.manifest.fileID
    if !isListed, isCurrent { note(.missingFile, entry.name.text) }
    if let pinned = state.handle(entry.name) { return pinned }
    guard isListed else { return nil }
    do {
      return try fileSystem.open(state.directory + "/" + entry.name.text, for: .reading)
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }
}

// Index files and watermarks.
extension Verification {
  private func derived(
    _ entry: ManifestSnapshot.Entry, _ listing: StoreDirectory
  ) throws(StoreError) {
    guard let file = try handle(entry, listing) else { return }
    let size = try file.size()
    if size != entry.byteCount { note(.index, entry.name.text, min(size, entry.byteCount)) }
    var account = ByteAccount(entry.name.text, byteCount: size)
    if entry.name.kind == .watermarks {
      try watermarks(entry, file, &account)
    } else if report.depth == .full {
      try pages(entry, file, &account)
    } else {
      try fences(entry, file)
    }
    finish(account)
  }

  private func watermarks(
    _ entry: ManifestSnapshot.Entry, _ file: any File, _ account: inout ByteAccount
  ) throws(StoreError) {
    let bytes = try file.contents()
    defer { extendLifetime(bytes) }
    let snapshot = try? unsafe WatermarksSnapshot(
      decoding: bytes.bytes, storeID: state.manifest.storeID, fileID: entry.name.id)
    try progress.advance(UInt64(bytes.count))
    let isGood =
      snapshot.map {
        $0.basisSequence == state.manifest.basisSequence
          && $0.nextRevision <= state.manifest.nextRevision.rawValue
      } ?? false
    if !isGood { note(.file, entry.name.text) }
    guard report.depth == .full else { return }
    guard isGood else { return account.addRest(.damaged) }
    account.add(.fileHeader, UInt64(FileHeader.byteCount))
    account.add(.structureHeader, UInt64(WatermarksSnapshot.headerByteCount))
    account.addRest(.watermarks)
  }

  private func pages(
    _ entry: ManifestSnapshot.Entry, _ file: any File, _ account: inout ByteAccount
  ) throws(StoreError) {
    let audit = IndexFileAudit(name: entry.name, file: file, storeID: state.manifest.storeID)
    let damaged = try audit.check(&account) { count throws(StoreError) in
      try progress.advance(count)
    }
    let pageByteCount = UInt64(IndexPage.byteCount)
    for page in damaged {
      note(.index, entry.name.text, page * pageByteCount, pageByteCount)
    }
    guard !damaged.isEmpty else { return }
    guard case .run(let header)? = try audit.header() else {
      hasDamagedPlaces = true
      if entry.name.kind == .run { damagedFamilies = Set(RunFamily.allCases) }
      return
    }
    damagedFamilies.insert(header.family)
    if header.family == .places { hasDamagedPlaces = true }
  }

  /// The header of an index file and what lookups begin with.
  private func fences(
    _ entry: ManifestSnapshot.Entry, _ file: any File
  ) throws(StoreError) {
    let audit = IndexFileAudit(name: entry.name, file: file, storeID: state.manifest.storeID)
    guard let header = try audit.header() else { return note(.index, entry.name.text) }
    guard case .run(let run) = header else { return }
    let pageByteCount = UInt64(IndexPage.byteCount)
    try audit.forEachPage(from: 1 + UInt64(run.entryPageCount), to: run.pageCount) {
      index, page throws(StoreError) in
      if page?.kind != .fences {
        note(.index, entry.name.text, index * pageByteCount, pageByteCount)
      }
      try progress.advance(pageByteCount)
    }
  }

  /// Looks up what the records met so far ask of the runs and the deltas.
  private func lookUpNames() throws(StoreError) {
    for family in [RunFamily.key, .room, .sender] {
      var match = EntryMatch(expected.take(family))
      let index = state.view.index
      for delta in [index.active, index.frozen].compactMap(\.self) {
        for run in delta.stack(family).runs {
          match.beginSource()
          for entry in run.entries { match.meet(entry) }
        }
      }
      for run in index.disk.runs(family) {
        let audit = IndexFileAudit(
          name: FileName(id: run.id, kind: .run), file: run.pages.file,
          storeID: state.manifest.storeID)
        guard case .run(let header)? = try audit.header() else { continue }
        match.beginSource()
        try audit.forEachEntry(header) { entry throws(StoreError) in match.meet(entry) }
        try progress.advance(run.byteCount)
      }
      if damagedFamilies.contains(family) { continue }
      for place in match.missing { note(.index, fileName(place), place.offset) }
    }
  }

  private func fileName(_ place: Place) -> String {
    place.file.map { FileName(id: $0, kind: .segment).text } ?? ""
  }
}

// Segments.
extension Verification {
  private func segment(
    _ entry: ManifestSnapshot.Entry, _ listing: StoreDirectory
  ) throws(StoreError) {
    guard let file = try handle(entry, listing), let end = state.ends[entry.name.id] else {
      return
    }
    let storeID = state.manifest.storeID
    var audit = try SegmentAudit(
      entry.name, file, storeID: storeID,
      end: report.depth == .full ? end : min(end, SegmentHeader.firstCommitOffset))
    let source = RecordSource(state.view.segments)
    try audit.run(
      { part, offset throws(StoreError) in
        try classify(part, at: offset, of: entry.name.id, source)
      }, onRead: { count throws(StoreError) in try progress.advance(count) })
    for finding in audit.findings where report.findings.count < StoreCore.findingCountMax {
      note(finding.kind, finding.file, finding.offset, finding.byteCount, key: finding.key)
    }
    if report.depth == .full {
      finish(audit.account)
    } else {
      let size = try file.size()
      if size < end { note(.shortened, entry.name.text, size, end - size) }
      finish(ByteAccount(entry.name.text, byteCount: size))
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
      hasDamagedPlaces = true
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

  /// Every live revision has its record, and what is counted of them is right.
  private func compareLiveRevisions() {
    let index = state.view.index
    for live in [index.live, index.liveNeighbours] {
      var next = live.first(from: 0)
      while let revision = next {
        if !seen.contains(revision) {
          let place = try? index.place(of: revision)
          note(.record, place.map { fileName($0) } ?? "", place?.offset ?? 0)
        }
        next = live.first(from: revision + 1)
      }
    }
    let counted = index.liveBytes.files.filter { $0.byteCount > 0 }
    if report.findings.isEmpty, LiveBytes(files: counted) != liveBytes { note(.evidence, "") }
  }
}

extension IndexDelta {
  /// The entries of a family.
  func stack(_ family: RunFamily) -> EntryStack {
    switch family {
    case .key: keys
    case .room: rooms
    case .sender: senders
    case .places: places.moved
    }
  }
}
