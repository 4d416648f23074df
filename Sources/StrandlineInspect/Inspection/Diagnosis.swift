import Strandline

/// What opening a store will do, what is lost, and what to do next.
struct Diagnosis {
  private(set) var rows: [RecoveryRow] = []
  /// Sentences.
  private(set) var losses: [String] = []
  /// What to run next; nil where no command helps.
  private(set) var command: String?
  private(set) var advice = "nothing has to be done"
  private(set) var exitCode = ExitCode.success

  /// - Throws: `ToolFailure` when there is no store at `path`.
  init(_ path: String, _ console: Console) throws(ToolFailure) {
    let files: StoreFiles
    do throws(ToolFailure) {
      files = try StoreFiles(path)
    } catch {
      guard error.exitCode == .newerFormat else { throw error }
      refuse(error, path)
      return
    }
    let standing = RecordStanding(files)
    guard let loaded = standing.loaded else {
      let failure = standing.failure ?? ToolFailure(.damage, "the store cannot be read")
      switch failure.exitCode {
      case .damage, .newerFormat: refuse(failure, path)
      case .inputOutput: giveUp(failure, path)
      case .success, .usage, .missing, .bug, .cannotCreate, .busy: throw failure
      }
      return
    }
    let findings: [DamageReport.Finding]
    do {
      findings = try Self.verified(path, files, console)
    } catch {
      guard error.exitCode == .inputOutput else { throw error }
      giveUp(error, path)
      return
    }
    let all = Findings(loaded.report.findings + findings)
    rows += try Self.manifestRows(loaded, files)
    rows += Self.indexRows(loaded, all)
    rows += Self.endRows(loaded, all)
    losses = all.losses + Self.losses(loaded)
    let isRebuilt = loaded.manifest == nil
    if isRebuilt || !all.isEmpty || !loaded.report.isEmpty { exitCode = .damage }
    (command, advice) = Self.next(path, loaded, all)
  }

  private mutating func refuse(_ failure: ToolFailure, _ path: String) {
    exitCode = failure.exitCode
    guard exitCode != .newerFormat else {
      rows = [.newerFormat]
      losses = ["nothing: a newer version of this program wrote the store"]
      advice = "open it with the version that wrote it"
      return
    }
    rows = [.nothingReadable]
    losses = ["the store cannot be opened: \(failure.message)"]
    salvage(path, "make a new store of what can still be read; or put a copy of the directory back")
  }

  /// The medium fails: a salvage reads past what it does not give.
  private mutating func giveUp(_ failure: ToolFailure, _ path: String) {
    exitCode = failure.exitCode
    losses = ["not known: \(failure.message)"]
    salvage(path, "the medium fails: make a new store on another one of what it still gives")
  }

  private mutating func salvage(_ path: String, _ advice: String) {
    command = "strandline salvage \(ShellWord.quoting(path)) --output NEW-STORE"
    self.advice = advice
  }

  /// What a full verification finds.
  private static func verified(
    _ path: String, _ files: StoreFiles, _ console: Console
  ) throws(ToolFailure) -> [DamageReport.Finding] {
    let report = try StoreAccess.reading(path, console, from: files, notesDamage: false) {
      (store) throws(StoreError) in
      try store.verify(.full) { share in
        console.progress("checking", Int(share * 1000), of: 1000)
        return true
      }
    }
    console.endProgress()
    return report.findings
  }
}

// The tables.
extension Diagnosis {
  private static func manifestRows(
    _ loaded: LoadedStore, _ files: StoreFiles
  ) throws(ToolFailure) -> [RecoveryRow] {
    guard loaded.manifest == nil else {
      var rows: [RecoveryRow] = loaded.unfinished.isEmpty ? [] : [.segmentUnfinished]
      if try hasReplacedSegment(loaded.orphans, files) { rows.append(.outputUnnamed) }
      return rows.isEmpty ? [.normal] : rows
    }
    guard let highest = files.manifests.first else { return [.noManifest] }
    guard let manifest = highest.snapshot else { return [.manifestDamaged] }
    let named = manifest.entries.filter { $0.name.kind == .segment }.map(\.name)
    let isMissing = named.contains {
      !files.listing.segments.contains($0.id) && !files.listing.unfinishedSegments.contains($0.id)
    }
    return [isMissing ? .segmentMissing : .segmentUnnamed]
  }

  /// Whether one of the files that the next writer removes is a segment with a frame.
  private static func hasReplacedSegment(
    _ orphans: [String], _ files: StoreFiles
  ) throws(ToolFailure) -> Bool {
    for name in orphans.compactMap({ FileName($0) }) where name.kind == .segment {
      guard let file = try files.file(name), let seed = file.seed else { continue }
      let pieces = SegmentPieces(file.file, seed: seed)
      let frame = try engine { () throws(StoreError) in
        try pieces.frame(at: SegmentHeader.firstCommitOffset, end: file.byteCount)
      }
      if frame != nil { return true }
    }
    return false
  }

  private static func indexRows(_ loaded: LoadedStore, _ findings: Findings) -> [RecoveryRow] {
    // A rebuild reads every segment and asks no index file.
    guard let manifest = loaded.manifest else { return [] }
    let derived = manifest.entries.map(\.name).filter { $0.kind != .segment }
    guard !derived.isEmpty else {
      return [manifest.basisSequence > .zero ? .evidenceLostBefore : .noIndexYet]
    }
    let damaged = loaded.report.rebuiltFiles + findings.damagedIndexFiles
    if damaged.contains(where: { $0.hasSuffix("watermarks") }) { return [.watermarksDamaged] }
    return [damaged.isEmpty ? .indexGood : .indexDamaged]
  }

  private static func endRows(_ loaded: LoadedStore, _ findings: Findings) -> [RecoveryRow] {
    var rows: [RecoveryRow] = []
    if findings.shortenedByteCount > 0 { rows.append(.shortened) }
    if findings.rangeByteCount > 0 { rows.append(.noFrame) }
    if findings.recordCount + findings.controlCount > 0 { rows.append(.badBody) }
    switch loaded.tail?.survey?.verdict {
    case .tornTail: rows.append(.tornTail)
    case .reordered: rows.append(.reordered)
    case .dropped: rows.append(.droppedCommit)
    case .retry, .corruptShortened, .corruptResynchronise, .corruptRecord, nil: break
    }
    return rows
  }

  private static func losses(_ loaded: LoadedStore) -> [String] {
    var losses: [String] = []
    let report = loaded.report
    if report.tornByteCount > 0 {
      losses.append(
        "\(Quantity.bytes(report.tornByteCount)) behind the end of the log: a write that was cut "
          + "off, possibly the last one that was acknowledged")
    }
    if report.reorderedCommitCount > 0 {
      losses.append(
        "\(Quantity.count(report.reorderedCommitCount, "commit")) that never became durable")
    }
    if report.evidenceDropped || loaded.manifest == nil {
      losses.append(
        "what backup versions hold: every session is pending and will be uploaded again; "
          + "no session is lost by that")
    }
    return losses
  }

  private static func next(
    _ path: String, _ loaded: LoadedStore, _ findings: Findings
  ) -> (command: String?, advice: String) {
    let store = ShellWord.quoting(path)
    if findings.recordCount > 0 || findings.rangeByteCount > 0 || findings.shortenedByteCount > 0 {
      return (
        "strandline check \(store) --full --reveal",
        "list what is damaged, fetch those sessions from the backup and save them again"
      )
    }
    if loaded.manifest != nil, !findings.damagedIndexFiles.isEmpty {
      return (
        "strandline rebuild \(store)",
        "have the index files written anew; a program that opens the store for writing does the same"
      )
    }
    if loaded.manifest == nil || loaded.isIndexRebuilt || !findings.isEmpty {
      return (
        "strandline check \(store) --full",
        "the next program that opens the store for writing mends it; check it then"
      )
    }
    return (nil, "nothing has to be done")
  }
}
