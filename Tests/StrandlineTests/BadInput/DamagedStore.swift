import Strandline
import StrandlineTestSupport
import Testing

/// A small store with everything in it, and what must hold whatever happens to its files.
struct DamagedStore {
  static let a = BackupVersion("A")
  static let b = BackupVersion("B", publicKey: [1, 2, 3])
  static let sender = [UInt8](repeating: 6, count: 32)

  /// The disk of the closed store, or of one whose process was killed.
  let disk: SimulatedDisk
  let paths: [String]
  /// What the store served before anything happened to it.
  let truth: Contents
  /// Every record that was ever saved.
  let everSaved: Set<SessionRecord>

  struct Contents: Equatable {
    var sessions: [SessionKey: SessionRecord] = [:]
    var pending: [BackupVersion: Set<SessionKey>] = [:]
    var settings: [[UInt8]?] = []
    var withheld: [[UInt8]?] = []
    var total = 0
    /// Records and values that could not be read.
    var damagedCount = 0
  }

  init(isClosed: Bool) throws {
    let world = try World(segmentByteCountMax: 4096)
    let store = world.store
    let legacy = (1...3).map { LegacySession(record: session($0), needsBackup: $0 == 2) }
    let second = (4...8).map { session($0, senderKey: Self.sender, kind: 1) }
    let improved = session(5, index: 1)
    try store.importLegacy(legacy)
    try store.save(second)
    try store.acknowledge(try store.pending(for: Self.a, limit: 4))
    try store.save([improved])
    try store.delete([session(6).key])
    try store.resetBackupState()
    try store.set("token", to: [1, 2, 3])
    var batch = WriteBatch()
    batch.save(session(9, byteCount: 1500), backedUpTo: Self.b)
    batch.withhold(session(10).key, info: [4])
    try store.commit(batch)
    try store.forgetBackup(Self.b)
    try store.save([session(11)])
    try store.acknowledge([Upload(key: session(7).key, firstKnownIndex: 5)], for: Self.b)
    _ = try store.takeLease("lease", holder: "alice", milliseconds: 5)
    everSaved = Set(
      legacy.map(\.record) + second + [improved, session(9, byteCount: 1500), session(11)])
    truth = try Self.contents(store)
    if isClosed { try store.close() } else { world.end() }
    disk = world.disk
    paths = world.files()
  }

  /// All a store serves; errors but `.corrupt` are thrown on.
  static func contents(
    _ store: SessionStore, _ versions: [BackupVersion] = [a, b]
  ) throws -> Contents {
    var contents = Contents()
    func read<Value>(_ body: () throws -> Value?) throws -> Value? {
      do {
        return try body()
      } catch let error as StoreError where error.code == .corrupt {
        contents.damagedCount += 1
        return nil
      }
    }
    for number in 0...12 {
      let key = session(number).key
      contents.sessions[key] = try read { try store.session(key) }
    }
    for version in versions {
      let batch = try store.pending(for: version, limit: 100)
      contents.pending[version] = Set(batch.sessions.map(\.key) + batch.skipped)
      for record in batch.sessions { #expect(contents.sessions[record.key] == record) }
    }
    contents.settings = [try read { try store.setting("token") }]
    contents.withheld = [try read { try store.withheld(session(10).key) }]
    contents.total = try store.counts(for: nil).total
    return contents
  }

  /// Opens a copy of the disk after `change` and checks what it serves.
  ///
  /// `turn` says which of the versions to look at, and whether to write, too: all of it at every
  /// place would take long. Answers whether the store opened.
  @discardableResult
  func check(
    _ what: @autoclosure () -> String, isClosed: Bool = true, turn: Int? = nil,
    _ change: (SimulatedDisk) -> Void
  ) throws -> Bool {
    let copy = disk.copy()
    change(copy)
    let world: World
    do {
      world = try World(copy, segmentByteCountMax: 4096)
    } catch let error as StoreError {
      #expect([.corrupt, .notAStore].contains(error.code), "\(what()): \(error)")
      return false
    }
    let versions = turn.map { $0 / 8 % 2 == 0 ? [Self.a] : [Self.b] } ?? [Self.a, Self.b]
    let found = try Self.contents(world.store, versions)
    let report = world.store.damageReport
    if isClosed && report.isEmpty {
      var wanted = truth
      wanted.pending = truth.pending.filter { versions.contains($0.key) }
      #expect(found == wanted, "\(what()): lost silently")
    }
    for record in found.sessions.values {
      #expect(everSaved.contains(record), "\(what()): bytes nobody saved")
    }
    #expect(found.total >= found.sessions.count, "\(what())")
    checkEvidence(found, what())
    if let turn, turn / 16 % 4 != 0 { return true }
    try world.store.save([session(40)])
    #expect(try world.store.session(session(40).key) == session(40), "\(what())")
    return true
  }

  /// Whatever is not pending now was not pending before, and is the same content.
  private func checkEvidence(_ found: Contents, _ what: String) {
    for (version, pending) in found.pending {
      for (key, record) in found.sessions where !pending.contains(key) {
        let wasPending = truth.pending[version]?.contains(key) ?? true
        let isSame = record.firstKnownIndex == truth.sessions[key]?.firstKnownIndex
        // The copy that session 5 had before it improved was uploaded to A.
        let isOldCopy = version == Self.a && record.key == session(5).key && !isSame
        #expect(isOldCopy || (isSame && !wasPending), "\(what): evidence leads the truth")
      }
    }
  }
}
