/// Reads whatever can be read of a damaged store into a new one.
///
/// What lives is copied in revision order. If anything at all was damaged, names of which nothing
/// lives any more are looked for in the whole log, and the newest intact copy is taken unless a
/// tombstone came after it; and nothing counts as backed up (R1).
struct StoreRepair {
  let source: StoreCore
  let lenient: LenientFileSystem
  let target: RepairTarget
  private(set) var report = RepairReport()
  private let progress: ((Double) -> Bool)?
  private var isWhole = false
  private var lostKeys: Set<SessionKey> = []

  init(
    _ path: String, environment: Environment, target: RepairTarget,
    progress: ((Double) -> Bool)?
  ) {
    self.progress = progress
    lenient = LenientFileSystem(environment.fileSystem)
    var reading = environment
    reading.fileSystem = lenient
    var options = Options()
    options.readOnly = true
    source = StoreCore(path: path, options: options, environment: reading)
    self.target = target
  }

  mutating func run() throws(StoreError) -> RepairReport {
    var state: DurableState?
    do throws(StoreError) {
      let (loaded, lineage) = try source.loadForReading()
      state = try examine(loaded, lineage)
    } catch {
      // Nothing tells what lives: the segments are all there is.
      guard error.code == .corrupt else { throw error }
    }
    if let state { try copy(state) }
    try target.flush()
    if !isWhole {
      var salvage = try RepairSalvage(source, state: state, target: target)
      try salvage.run()
      report.lost += salvage.lost
      report.salvaged = salvage.sessions.count
      report.recoveredValueCount += salvage.valueCount
      for key in lostKeys where try !target.holds(.session, FrameName(key)) {
        report.lostKeys.append(key)
      }
      _ = try target.core.perform(StoreCore.reset())
    }
    report.isEvidenceKept = isWhole
    report.recovered = try target.core.view().view.index.live.count
    add(lenient.lost)
    return report
  }

  /// Checks all of it, and finds a view that leads to every record there is.
  private mutating func examine(
    _ loaded: LoadedStore, _ lineage: Lineage
  ) throws(StoreError) -> DurableState {
    let state = try source.durableState(loaded, lineage)
    defer { state.watermarks?.close() }
    let verified = try Verification(
      state, source.environment, depth: .full,
      progress: progress.map { tell in { share in tell(share / 2) } }
    ).run()
    let told = loaded.report
    report.unknownFiles = verified.unknownFiles
    add(told.findings)
    add(verified.findings)
    isWhole =
      told.isEmpty && told.rebuiltFiles.isEmpty && told.tornByteCount == 0
      && told.reorderedCommitCount == 0 && verified.isClean && loaded.manifest != nil
      && lenient.lost.isEmpty
    if isWhole || loaded.manifest == nil { return state }
    var rebuild = IndexRebuild(
      hash: loaded.hash, basis: Sequence48(StoreLoader.sequenceMax),
      nextRevision: loaded.nextRevision, known: (loaded.index.live, loaded.index.liveNeighbours))
    for segment in loaded.chain { try rebuild.read(segment.file, to: segment.end, loaded.segments) }
    rebuild.finish()
    var view = state.view
    view.index = rebuild.index
    return DurableState(
      directory: state.directory, manifest: state.manifest, view: view, ends: state.ends,
      active: state.active, watermarks: nil)
  }

  private func tell(_ share: Double) throws(StoreError) {
    guard let progress, !progress(min(share, 1)) else { return }
    throw StoreError(.cancelled, "the repair was cancelled")
  }

  private mutating func add(_ findings: [DamageReport.Finding]) {
    for finding in findings where !report.lost.contains(finding) && report.lost.count < 10_000 {
      report.lost.append(finding)
    }
  }

  private mutating func copy(_ state: DurableState) throws(StoreError) {
    let index = state.view.index
    var uploads: [(revision: UInt64, upload: Upload)] = []
    let total = Double(max(index.live.count, 1))
    var done = 0.0
    var next = index.live.first(from: 0)
    while let revision = next {
      done += 1
      if uploads.isEmpty { try tell((1 + done / total) / 2) }
      if let name = try copy(revision, state.view, isSession: true) {
        uploads.append((revision, Upload(key: name.key, firstKnownIndex: name.firstKnownIndex)))
      }
      next = index.live.first(from: revision + 1)
      if uploads.count == 500 || next == nil {
        try carryEvidence(uploads, state.view.evidence)
        uploads = []
      }
    }
    next = index.liveNeighbours.first(from: 0)
    while let revision = next {
      if try copy(revision, state.view, isSession: false) != nil { report.recoveredValueCount += 1 }
      next = index.liveNeighbours.first(from: revision + 1)
    }
    try finishEvidence(state.view.evidence)
  }

  /// Copies the record of a live revision; nil when it cannot be read.
  private mutating func copy(
    _ revision: UInt64, _ view: StoreView, isSession: Bool
  ) throws(StoreError) -> FrameName? {
    guard let place = try view.index.place(of: revision) else { return nil }
    let target = target
    var damaged: SessionKey?
    var copied: FrameName?
    do throws(StoreError) {
      try RecordSource(view.segments).withFrame(at: place, revision: revision) {
        frame throws(StoreError) in
        guard let name = frame.name(), let kind = frame.header.kind,
          (kind == .session) == isSession
        else { return }
        if frame.checkBody() == .intact,
          try target.put(kind, name, unsafe [UInt8](frame.payload))
        {
          copied = name
        } else if isSession {
          damaged = name.key
        }
      }
    } catch {
      guard error.code == .corrupt else { throw error }
    }
    if let damaged { lostKeys.insert(damaged) }
    return copied
  }

  /// Evidence of an undamaged store; legacy coverage is none that can be shown.
  private func carryEvidence(
    _ uploads: [(revision: UInt64, upload: Upload)], _ evidence: EvidenceTable
  ) throws(StoreError) {
    guard isWhole else { return }
    for kept in evidence.kept {
      let covered = uploads.filter { kept.state.covers($0.revision) }
      if !covered.isEmpty { try target.acknowledge(covered.map(\.upload), for: kept.version) }
    }
  }

  /// Each version was last used when it was.
  private func finishEvidence(_ evidence: EvidenceTable) throws(StoreError) {
    guard isWhole else { return }
    if evidence.legacyEnded { _ = try target.core.perform(StoreCore.reset()) }
    for kept in evidence.kept.sorted(by: { $0.state.lastUse < $1.state.lastUse }) {
      try target.acknowledge([], for: kept.version)
    }
  }
}
