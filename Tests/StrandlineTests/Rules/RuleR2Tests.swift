import Strandline
import StrandlineTestSupport
import Testing

@Suite("R2: saving a session never writes evidence", .bothReadings)
struct RuleR2Tests {
  static let version = BackupVersion("1")

  @Test("no save, whatever its policy, makes a session backed up", arguments: SavePolicy.allCases)
  func policies(policy: SavePolicy) throws {
    let world = try World()
    try world.store.save(sessions(1...3), policy: policy)
    #expect(try world.store.counts(for: Self.version) == SessionCounts(total: 3, backedUp: 0))
    try world.store.uploadAll(to: Self.version)
    for record in [session(1, index: 4), session(2, index: 5, variant: 1), session(3, index: 6)] {
      let before = try world.store.backedUp(Self.version)
      try world.store.save([record], policy: policy)
      #expect(try world.store.backedUp(Self.version) <= before)
    }
    #expect(try world.store.backedUp(BackupVersion("2")) == 0)
  }

  @Test("neither do deletions, settings, withheld information, leases or a flush")
  func neighbours() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    var batch = WriteBatch()
    batch.set("backup version", to: Array("1".utf8))
    batch.withhold(session(1).key, info: [1])
    batch.save(session(4))
    batch.delete(session(3).key)
    #expect(try world.store.commit(batch) == [.inserted])
    _ = try world.store.takeLease("upload", holder: "alice", milliseconds: 10)
    try world.store.flush()
    try world.store.resetBackupState()
    try world.reopen()
    #expect(try world.store.backedUp(Self.version) == 0)
    #expect(try world.store.backupVersions().isEmpty)
    #expect(try world.store.pendingKeys(Self.version) == Set([1, 2, 4].map { session($0).key }))
  }

  @Test("an acknowledgement, a save stating it and a legacy import do")
  func thoseThatDo() throws {
    let world = try World()
    try world.store.save([session(1)])
    try world.store.acknowledge(try world.store.pending(for: Self.version, limit: 1))
    #expect(try world.store.backedUp(Self.version) == 1)
    try world.store.save([session(2)], backedUpTo: Self.version)
    #expect(try world.store.backedUp(Self.version) == 2)
    try world.store.importLegacy([LegacySession(record: session(3), needsBackup: false)])
    #expect(try world.store.backedUp(Self.version) == 3)
    try world.store.save([session(4)])
    let upload = Upload(key: session(4).key, firstKnownIndex: 5)
    #expect(try world.store.acknowledge([upload], for: Self.version).recorded == 1)
    #expect(try world.store.counts(for: Self.version) == SessionCounts(total: 4, backedUp: 4))
  }

  @Test("asking writes nothing and gives no version a place")
  func asking() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let cost = try world.probe.cost { () throws in
      _ = try world.store.pending(for: Self.version, limit: 2)
      _ = try world.store.counts(for: Self.version)
      _ = try world.store.backupVersions()
    }
    #expect(cost.writeCount == 0 && cost.syncCount == 0)
    #expect(try world.store.backupVersions().isEmpty)
  }
}
