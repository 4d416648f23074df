/// One verification of one durable state: reads files and compares; changes nothing.
///
/// Positional reads past every cache, except for where a record lies, which is asked of the index.
package final class Verification {
  /// Bytes of segments from which on a second thread takes its share.
  private static let sharedByteCountMin: UInt64 = 8 << 20

  let state: DurableState
  let fileSystem: any FileSystem
  let scheduler: any Scheduler
  /// Whether a second thread reads with the caller's.
  let isShared: Bool
  var report: VerifyReport
  var progress: CareProgress
  /// Families of which a page is damaged: what is not found there is no finding of its own.
  var damagedFamilies: Set<RunFamily> = []

  package init(
    _ state: DurableState, _ environment: Environment, depth: VerifyDepth,
    progress: ((Double) -> Bool)?
  ) {
    self.state = state
    fileSystem = environment.fileSystem
    scheduler = environment.scheduler
    report = VerifyReport(depth: depth)
    let byteCount = state.ends.values.reduce(UInt64(0), &+)
    isShared = depth == .full && byteCount >= Self.sharedByteCountMin
    let threadCount: UInt64 = isShared ? 2 : 1
    let passCount =
      UInt64(state.view.index.live.count / ExpectedNames.recordCountMax) + 1 + threadCount
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
    let parts = try segments(listing)
    if report.depth == .full { compareLiveRevisions(parts) }
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

  /// The handle of a named file; nil, and a finding, when it is not there.
  func handle(
    _ entry: ManifestSnapshot.Entry, _ listing: StoreDirectory
  ) throws(StoreError) -> (any File)? {
    guard let name = listing.text(of: entry.name) else {
      // One that a later manifest has dropped since may be gone, and is pinned.
      let isCurrent = (listing.manifests.max() ?? state.manifest.fileID) <= state.manifest.fileID
      if isCurrent { note(.missingFile, entry.name.text) }
      return state.handle(entry.name)
    }
    if let pinned = state.handle(entry.name) { return pinned }
    do {
      return try fileSystem.open(state.directory + "/" + name, for: .reading)
    } catch {
      // A directory or a pipe under its name is not the file.
      if error.code == .notAStore { note(.missingFile, entry.name.text) }
      guard error.code == .notFound || error.code == .notAStore else { throw error }
      return nil
    }
  }
}
