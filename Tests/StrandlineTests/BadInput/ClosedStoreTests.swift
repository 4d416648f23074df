import Strandline
import StrandlineTestSupport
import Testing

@Suite("Bad input: a closed store")
struct ClosedStoreTests {
  static let version = BackupVersion("1")
  static let impossible = SessionKey(room: [], session: [])

  /// Every verb, by name, with arguments that are good and some that find nothing.
  static let verbs: [(name: String, call: @Sendable (SessionStore) throws -> Void)] = [
    ("save", { try $0.save([session(1)]) }),
    ("save nothing", { try $0.save([]) }),
    ("delete", { try $0.delete([session(1).key]) }),
    ("commit", { try $0.commit(WriteBatch()) }),
    ("importLegacy", { try $0.importLegacy([.init(record: session(1), needsBackup: true)]) }),
    ("importLegacy nothing", { try $0.importLegacy([]) }),
    ("session", { _ = try $0.session(session(1).key) }),
    ("session, impossible", { _ = try $0.session(impossible) }),
    ("withPayload", { _ = try $0.withPayload(of: session(1).key) { _ in 0 } }),
    ("sessions", { _ = try $0.sessions() }),
    ("sessions in room", { _ = try $0.sessions(inRoom: [1]) }),
    (
      "sessions from sender",
      {
        let sender = [UInt8](repeating: 1, count: 32)
        _ = try $0.sessions(fromSender: sender, kind: 0, after: nil, limit: 1)
      }
    ),
    ("pending", { _ = try $0.pending(for: version, limit: 1) }),
    ("acknowledge uploads", { try $0.acknowledge([], for: version) }),
    ("counts", { _ = try $0.counts(for: version) }),
    ("counts without a version", { _ = try $0.counts(for: nil) }),
    ("resetBackupState", { try $0.resetBackupState() }),
    ("forgetBackup", { try $0.forgetBackup(version) }),
    ("backupVersions", { _ = try $0.backupVersions() }),
    ("setting", { _ = try $0.setting("a") }),
    ("setting, impossible", { _ = try $0.setting("") }),
    ("set", { try $0.set("a", to: [1]) }),
    ("withheld", { _ = try $0.withheld(session(1).key) }),
    ("withheld, impossible", { _ = try $0.withheld(impossible) }),
    ("withheld in room", { _ = try $0.withheld(inRoom: [1]) }),
    ("takeLease", { _ = try $0.takeLease("a", holder: "b", milliseconds: 1) }),
    ("flush", { try $0.flush() }),
    ("statistics", { _ = try $0.statistics() }),
  ]

  @Test("every call throws .closed, and works again once reopened", arguments: [false, true])
  func closed(isReader: Bool) throws {
    let world = try World()
    try world.store.save([session(1)])
    let batch = try world.store.pending(for: Self.version, limit: 1)
    let store = isReader ? try world.reader() : world.store
    try store.close()
    for (name, call) in Self.verbs {
      #expect(errorCode { try call(store) } == .closed, "\(name)")
    }
    #expect(errorCode { try store.acknowledge(batch) } == .closed)
    try store.reopen()
    for (name, call) in Self.verbs {
      let code = errorCode { try call(store) }
      #expect(code == nil || (isReader && code == .readOnly), "\(name)")
    }
  }

  @Test("close and reopen are idempotent")
  func idempotent() throws {
    let world = try World()
    for _ in 0..<3 { try world.store.reopen() }
    try world.store.save([session(1)])
    for _ in 0..<3 { try world.store.close() }
    let files = world.files()
    for _ in 0..<3 { try world.store.reopen() }
    #expect(try world.store.session(session(1).key) == session(1))
    try world.store.close()
    #expect(world.files() == files, "closing an unchanged store writes nothing")
    #expect(world.store.damageReport.isEmpty)
  }

  @Test("every writing call of a store opened for reading is .readOnly, and writes nothing")
  func reader() throws {
    let world = try World()
    try world.store.save([session(1)])
    let reader = try world.reader()
    let writing: Set = [
      "save", "delete", "importLegacy", "resetBackupState", "forgetBackup", "set", "takeLease",
      "acknowledge uploads",
    ]
    let cost = try world.probe.cost { () throws in
      for (name, call) in Self.verbs {
        let code = errorCode { try call(reader) }
        if writing.contains(name) { #expect(code == .readOnly, "\(name)") }
      }
      try reader.close()
    }
    #expect(cost.writeCount == 0 && cost.syncCount == 0 && cost.lockCount == 0)
    #expect(try world.store.listing() == [session(1)])
  }
}
