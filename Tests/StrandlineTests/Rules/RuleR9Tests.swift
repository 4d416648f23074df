import Strandline
import StrandlineTestSupport
import Testing

@Suite("R9: counts are exact at any moment", .bothReadings)
struct RuleR9Tests {
  static let versions = ["A", "B", "C"].map { BackupVersion($0) }

  /// Counts against a recount by the cursor and by what is pending.
  static func recount(_ store: SessionStore, _ what: String) throws {
    let total = try store.listing().count
    #expect(try store.counts(for: nil) == SessionCounts(total: total, backedUp: 0), "\(what)")
    for version in versions {
      let pending = try store.allPending(version).count
      let counts = try store.counts(for: version)
      #expect(counts == SessionCounts(total: total, backedUp: total - pending), "\(what)")
    }
    for state in try store.backupVersions() {
      #expect(try store.backedUp(state.version) == state.backedUp, "\(what)")
    }
  }

  static func step(_ store: SessionStore, _ random: inout SplitMix64) throws {
    let version = versions[random.below(3)]
    let record = session(random.below(12), index: UInt32(random.below(4)), variant: random.below(2))
    switch random.below(10) {
    case 0, 1: try store.save([record])
    case 2: try store.save([record], backedUpTo: version, policy: .replace)
    case 3: try store.save([record], policy: .requeue)
    case 4: try store.delete([record.key])
    case 5, 6:
      let legacy = LegacySession(record: record, needsBackup: random.oneIn(3))
      try store.importLegacy([legacy])
    case 7: try store.acknowledge(try store.pending(for: version, limit: 4))
    case 8:
      try store.acknowledge(
        [Upload(key: record.key, firstKnownIndex: record.firstKnownIndex)], for: version)
    default: try store.forgetBackup(version)
    }
  }

  @Test("after every call of a long mixture they equal a recount", arguments: 1...2)
  func mixture(seed: UInt64) throws {
    let world = try World(durability: .buffered, segmentByteCountMax: 4096)
    var random = SplitMix64(seed: seed)
    for place in 0..<150 {
      if place == 100 { try world.store.resetBackupState() }
      try Self.step(world.store, &random)
      try Self.recount(world.store, "step \(place)")
      if place % 40 == 39 {
        let before = try Self.versions.map { try world.store.counts(for: $0) }
        try world.reopen()
        #expect(try Self.versions.map { try world.store.counts(for: $0) } == before)
      }
    }
  }

  @Test("legacy-covered ones count while the coverage lasts, once, also when acknowledged")
  func legacy() throws {
    let world = try World()
    let version = Self.versions[0]
    try world.store.importLegacy(sessions(1...3).map { .init(record: $0, needsBackup: false) })
    let upload = Upload(key: session(1).key, firstKnownIndex: 5)
    #expect(try world.store.acknowledge([upload], for: version).recorded == 1)
    #expect(try world.store.counts(for: version) == SessionCounts(total: 3, backedUp: 3))
    try world.store.delete([session(2).key])
    #expect(try world.store.counts(for: version) == SessionCounts(total: 2, backedUp: 2))
    try world.store.resetBackupState()
    #expect(try world.store.counts(for: version) == SessionCounts(total: 2, backedUp: 1))
  }

  @Test("settings, withheld information and leases are not counted")
  func neighbours() throws {
    let world = try World()
    try world.store.set("a", to: [1])
    var batch = WriteBatch()
    batch.withhold(session(1).key, info: [1])
    try world.store.commit(batch)
    _ = try world.store.takeLease("a", holder: "b", milliseconds: 5)
    #expect(try world.store.counts(for: Self.versions[0]) == SessionCounts(total: 0, backedUp: 0))
    #expect(try world.store.pending(for: Self.versions[0], limit: 1).isEmpty)
    #expect(try world.store.listing().isEmpty)
  }

  @Test("the same session id in two rooms is two sessions")
  func twoRooms() throws {
    let world = try World()
    let two = [session(1), session(1, room: "!other:example.org")]
    #expect(try world.store.save(two) == [.inserted, .inserted])
    try world.store.acknowledge(
      [Upload(key: two[0].key, firstKnownIndex: 5)], for: Self.versions[0])
    #expect(try world.store.counts(for: Self.versions[0]) == SessionCounts(total: 2, backedUp: 1))
    #expect(try world.store.allPending(Self.versions[0]) == [two[1]])
    #expect(try world.store.delete([two[0].key]) == 1)
    #expect(try world.store.session(two[1].key) == two[1])
  }

  @Test("counting reads no file, at any number of sessions")
  func cost() throws {
    let world = try World()
    try world.store.save(sessions(1...2000))
    let cost = try world.probe.cost { () throws in
      for version in Self.versions { _ = try world.store.counts(for: version) }
    }
    #expect(cost == Probe.Counts())
  }
}
