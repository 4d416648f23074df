import Strandline

/// Brings the entries of files into a store, in batches.
struct SessionImport {
  private static let batchCount = 500
  private static let batchByteCount = 4 << 20

  private let store: SessionStore
  private let version: BackupVersion?
  private let console: Console
  private let signals: DeferredSignals
  private let libraryNames: [String]
  private var system: SystemCryptography?
  private var batch = ImportBatch()

  init(
    _ store: SessionStore, backedUpTo version: BackupVersion?, _ console: Console,
    _ signals: DeferredSignals, libraryNames: [String]
  ) {
    self.store = store
    self.version = version
    self.console = console
    self.signals = signals
    self.libraryNames = libraryNames
  }

  /// Imports the entries of a JSON array.
  mutating func array(
    _ stream: any ByteStream, _ report: inout ImportReport
  ) throws(ToolFailure) {
    var entries = ArrayEntries(stream)
    var end: ImportReport.End?
    while end == nil {
      let piece: ArrayEntries.Piece
      do {
        piece = try entries.next()
      } catch {
        try abandon(&report, error)
        return
      }
      switch piece {
      case .entry(let text):
        let number = report.nextEntry()
        if try !take(text, number, isLine: false, &report) { end = .brokenEntry }
      case .tooLong: report.refuse(report.nextEntry(), .tooLong, console)
      case .end: end = .whole
      case .broken(let how): end = .array(how)
      }
    }
    try flush(&report)
    report.finish(end ?? .whole, console)
  }

  /// Imports lines of JSON, of which one may be bad and the next one good.
  mutating func lines(
    _ source: LineSource, _ report: inout ImportReport
  ) throws(ToolFailure) {
    while true {
      let line: [UInt8]?
      do {
        line = try source.nextLine()
      } catch {
        try abandon(&report, error)
        return
      }
      guard let line else { break }
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      _ = try take(line, report.nextEntry(), isLine: true, &report)
    }
    try flush(&report)
    report.finish(.whole, console)
  }

  /// The input failed: what came before it is stored, and the failure is told.
  private mutating func abandon(
    _ report: inout ImportReport, _ failure: ToolFailure
  ) throws(ToolFailure) {
    try flush(&report)
    console.note(failure.message)
    report.finish(.unreadable, console)
    guard failure.exitCode == .damage else { throw failure }
  }

  /// Takes an entry; false where it is no JSON, and that is more than a bad line.
  private mutating func take(
    _ text: [UInt8], _ number: Int, isLine: Bool, _ report: inout ImportReport
  ) throws(ToolFailure) -> Bool {
    let entry: ImportEntry
    do {
      entry = try ImportEntry(text[...])
    } catch {
      report.refuse(number, error, console)
      return error != .broken || isLine
    }
    switch entry {
    case .exportedKey(let record):
      guard try admits(record, number, &report) else { return true }
      if batch.isLegacy { try flush(&report) }
      batch.add(record)
    case .legacyRow(let session, let hasRoom):
      guard try admits(session.record, number, &report) else { return true }
      if !hasRoom { report.withoutRoom += 1 }
      if !batch.isLegacy { try flush(&report) }
      batch.add(session)
    }
    if batch.count >= Self.batchCount || batch.byteCount >= Self.batchByteCount {
      try flush(&report)
    }
    console.progress("importing", number, of: 0)
    return true
  }

  /// Whether the store is to have a record; if not, the report says why.
  private mutating func admits(
    _ record: SessionRecord, _ number: Int, _ report: inout ImportReport
  ) throws(ToolFailure) -> Bool {
    let batched = batch.record(record.key)
    let stored = batched == nil ? try storedRecord(record.key) : batched
    let decision = try ImportDecision.decide(record, over: stored) {
      (ratchet, index) throws(ToolFailure) in
      guard let system = cryptography() else { return nil }
      var ratchet = ratchet
      try ratchet.advance(to: index, system)
      return ratchet
    }
    switch decision {
    case .save: return true
    case .same where version != nil:
      // The store keeps its copy and takes what is said about the backup.
      return true
    case .same: report.add(.unchanged)
    case .keep: report.add(.keptExisting)
    case .refuse(let refusal): report.refuse(number, refusal, console)
    }
    return false
  }

  /// What is stored under a key; a damaged record counts as none, and is superseded.
  private func storedRecord(_ key: SessionKey) throws(ToolFailure) -> SessionRecord? {
    do {
      return try store.session(key)
    } catch {
      guard error.code == .corrupt else { throw ToolFailure(error) }
      return nil
    }
  }

  private mutating func cryptography() -> SystemCryptography? {
    if system == nil { system = try? SystemCryptography(libraryNames: libraryNames) }
    return system
  }

  private mutating func flush(_ report: inout ImportReport) throws(ToolFailure) {
    if signals.isPending {
      console.note("interrupted; what was imported so far stays")
      throw ToolFailure(.inputOutput, "interrupted")
    }
    let batch = self.batch
    self.batch = ImportBatch()
    guard batch.count > 0 else { return }
    let outcomes = try engine { () throws(StoreError) in
      batch.isLegacy
        ? try store.importLegacy(batch.legacy, knownVersion: version, durability: .ordered)
        : try store.save(batch.records, backedUpTo: version, durability: .ordered)
    }
    for outcome in outcomes { report.add(outcome) }
  }
}
