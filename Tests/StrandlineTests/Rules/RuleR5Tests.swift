import Strandline
import StrandlineTestSupport
import Testing

@Suite("R5: a reset is one small write and one sync", .bothReadings)
struct RuleR5Tests {
  static let version = BackupVersion("1")
  static let longest = BackupVersion(
    String(repeating: "v", count: 255), publicKey: [UInt8](repeating: 7, count: 255))

  /// A reset, and a forget, which is as small and as durable.
  enum Verb: CaseIterable {
    case reset, forget, forgetLongest

    func run(_ store: SessionStore) throws {
      switch self {
      case .reset: try store.resetBackupState()
      case .forget: try store.forgetBackup(RuleR5Tests.version)
      case .forgetLongest: try store.forgetBackup(RuleR5Tests.longest)
      }
    }
  }

  static func legacy(_ count: Int) -> [LegacySession] {
    sessions(1...count).map { LegacySession(record: $0, needsBackup: false) }
  }

  @Test(
    "the same at any number of sessions, whatever the store's durability",
    arguments: Verb.allCases, Durability.allCases)
  func cost(verb: Verb, durability: Durability) throws {
    var costs: [Probe.Counts] = []
    for count in [1, 2000] {
      let world = try World(durability: durability)
      try world.store.importLegacy(Self.legacy(count))
      try world.store.flush()
      costs.append(try world.probe.cost { () throws in try verb.run(world.store) })
    }
    #expect(costs[0] == costs[1])
    #expect(costs[0].writeCount == 1 && costs[0].syncCount == 1)
    #expect(costs[0].writtenByteCount > 0 && costs[0].writtenByteCount <= 4096)
    #expect(costs[0].readCount == 0)
  }

  @Test("a full segment does not make it begin a new one", arguments: Verb.allCases)
  func noRoll(verb: Verb) throws {
    let world = try World(segmentByteCountMax: 4096)
    try world.store.save([session(1, byteCount: 64 << 10)])
    let before = world.files(".segment")
    let cost = try world.probe.cost { () throws in try verb.run(world.store) }
    #expect(cost.writeCount == 1 && cost.syncCount == 1 && cost.writtenByteCount <= 4096)
    #expect(world.files(".segment") == before)
  }

  @Test(
    "it survives what comes after it returned, whatever the store's durability",
    arguments: Durability.allCases, [nil, CrashImage.none, .random(seed: 3)])
  func durable(durability: Durability, image: CrashImage?) throws {
    let world = try World(durability: durability)
    try world.store.importLegacy(Self.legacy(20))
    #expect(try world.store.backedUp(Self.version) == 20)
    try world.store.resetBackupState()
    try world.crash(image)
    #expect(try world.store.counts(for: Self.version) == SessionCounts(total: 20, backedUp: 0))
    try world.store.uploadAll(to: Self.version)
    try world.store.flush()
    try world.store.forgetBackup(Self.version)
    try world.crash(image)
    #expect(try world.store.counts(for: Self.version) == SessionCounts(total: 20, backedUp: 0))
  }

  @Test("interrupted at any call, it did or did not happen", arguments: CrashPoint.Moment.allCases)
  func interrupted(moment: CrashPoint.Moment) throws {
    var seen: Set<Int> = []
    for call in 1...4 {
      for image in [CrashImage.none, .all, .torn(0, seed: 5), .random(seed: UInt64(call))] {
        let world = try World()
        try world.store.importLegacy(Self.legacy(5))
        world.process.crash(
          at: CrashPoint(atCall: world.process.mutatingCallCount + call, moment: moment))
        let hasReturned = errorCode { try world.store.resetBackupState() } == nil
        try world.crash(image)
        let pending = try world.store.allPending(Self.version)
        #expect(pending.isEmpty || pending == sessions(1...5))
        if hasReturned { #expect(pending.count == 5) }
        #expect(world.store.damageReport.isEmpty)
        seen.insert(pending.count)
      }
    }
    #expect(seen.contains(5))
  }

  @Test("one rotten copy of it on a disk loses nothing", arguments: 0..<12)
  func rottenTwin(place: Int) throws {
    let world = try World()
    try world.store.importLegacy(Self.legacy(5))
    let path = try #require(world.files(".segment").last)
    let start = try #require(world.disk.contents(of: path)).count
    try world.store.resetBackupState()
    let end = try #require(world.disk.contents(of: path)).count
    try world.store.close()
    world.disk.flipBit(of: path, atByte: start + (end - start) * place / 12 + 40, bit: 2)
    try world.start()
    #expect(try world.store.allPending(Self.version) == sessions(1...5))
  }

  @Test("on a full disk it still works, when nothing can be saved any more")
  func fullDisk() throws {
    let world = try World(durability: .buffered)
    try world.store.importLegacy(Self.legacy(5))
    world.disk.capacity = world.disk.usedByteCount
    var code: StoreError.Code?
    for number in 10..<1000 where code == nil {
      code = errorCode { try world.store.save([session(number, byteCount: 8 << 10)]) }
    }
    #expect(code == .noSpace)
    let before = try world.store.counts(for: nil).total
    for _ in 0..<8 {
      try world.store.resetBackupState()
      try world.store.forgetBackup(Self.version)
    }
    let batch = try world.store.pending(for: Self.version, limit: 3)
    #expect(try world.store.acknowledge(batch).recorded == 3)
    #expect(try world.store.delete([session(1).key]) == 1)
    try world.store.flush()
    try world.crash(CrashImage.none)
    #expect(try world.store.counts(for: nil).total == before - 1)
    #expect(try world.store.backedUp(Self.version) == 2)
  }

  @Test("it blocks no reader while it waits for the disk")
  func blocksNoReader() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let store = world.store
    let reached = Latch()
    let mayGoOn = Latch()
    world.probe.onSync {
      reached.arrive()
      mayGoOn.wait(for: 1)
    }
    let done = Latch()
    onThread {
      try? store.resetBackupState()
      done.arrive()
    }
    reached.wait(for: 1)
    #expect(try store.session(session(1).key) == session(1))
    #expect(try store.allPending(Self.version) == sessions(1...3))
    #expect(try store.counts(for: Self.version).total == 3)
    #expect(try store.listing() == sessions(1...3))
    mayGoOn.arrive()
    done.wait(for: 1)
  }

  @Test("it keeps evidence and does not make the current version pending: that is a forget")
  func keepsEvidence() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    try world.store.uploadAll(to: Self.version)
    try world.store.resetBackupState()
    #expect(try world.store.pending(for: Self.version, limit: 9).isEmpty)
    try world.store.forgetBackup(Self.version)
    #expect(try world.store.allPending(Self.version) == sessions(1...3))
  }
}
