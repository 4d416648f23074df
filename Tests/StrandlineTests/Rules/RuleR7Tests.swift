import Strandline
import StrandlineTestSupport
import Testing

@Suite("R7: legacy records", .bothReadings)
struct RuleR7Tests {
  static let a = BackupVersion("A")
  static let b = BackupVersion("B")

  static func clean(_ record: SessionRecord) -> LegacySession {
    LegacySession(record: record, needsBackup: false)
  }
  static func needing(_ record: SessionRecord) -> LegacySession {
    LegacySession(record: record, needsBackup: true)
  }

  @Test("clean ones are in whichever version is asked for until the first reset, never after it")
  func untilReset() throws {
    let world = try World()
    let legacy = [Self.clean(session(1)), Self.needing(session(2)), Self.clean(session(3))]
    #expect(try world.store.importLegacy(legacy) == [.inserted, .inserted, .inserted])
    for version in [Self.a, Self.b, BackupVersion("C", publicKey: [1])] {
      #expect(try world.store.allPending(version) == [session(2)])
      #expect(try world.store.counts(for: version) == SessionCounts(total: 3, backedUp: 2))
    }
    #expect(try world.store.counts(for: nil) == SessionCounts(total: 3, backedUp: 0))
    try world.store.resetBackupState()
    for _ in 0..<2 {
      #expect(try world.store.allPending(Self.a) == sessions(1...3))
      #expect(try world.store.backedUp(Self.b) == 0)
      try world.crash(CrashImage.none)
    }
  }

  @Test("a forget of a version ends the coverage for that version, whichever comes first")
  func untilForget() throws {
    let world = try World()
    try world.store.importLegacy([Self.clean(session(1)), Self.clean(session(2))])
    try world.store.forgetBackup(Self.a)
    #expect(try world.store.allPending(Self.a) == sessions(1...2))
    #expect(try world.store.backedUp(Self.b) == 2)
    try world.store.importLegacy([Self.clean(session(3))])
    #expect(try world.store.allPending(Self.a) == sessions(1...3))
    #expect(try world.store.backedUp(Self.b) == 3)
    try world.store.resetBackupState()
    #expect(try world.store.allPending(Self.b) == sessions(1...3))
  }

  @Test("a forgotten version that falls out of the 64 kept does not get its coverage back")
  func forgottenAndDropped() throws {
    let world = try World()
    try world.store.importLegacy([Self.clean(session(1))])
    try world.store.save([session(2)])
    try world.store.forgetBackup(Self.a)
    for number in 0..<64 { try world.store.uploadAll(to: BackupVersion("v\(number)")) }
    for _ in 0..<2 {
      #expect(try world.store.allPending(Self.a) == sessions(1...2))
      try world.crash(CrashImage.none)
    }
  }

  @Test("the coverage is never folded into a watermark or an island")
  func notFolded() throws {
    let world = try World()
    for number in 1...6 {
      try world.store.importLegacy([
        LegacySession(record: session(number), needsBackup: number % 2 == 0)
      ])
    }
    try world.store.uploadAll(to: Self.a, page: 1)
    let state = try #require(try world.store.backupVersions().first)
    #expect(state.watermark.rawValue == 0 && state.islandCount == 3 && state.backedUp == 6)
    try world.reopen()
    try world.store.resetBackupState()
    for _ in 0..<2 {
      #expect(try world.store.allPending(Self.a) == [1, 3, 5].map { session($0) })
      #expect(try world.store.backedUp(Self.a) == 3)
      try world.crash(CrashImage.none)
    }
  }

  @Test("imported after a reset they are plainly pending")
  func afterReset() throws {
    let world = try World()
    try world.store.resetBackupState()
    try world.store.importLegacy([Self.clean(session(1)), Self.needing(session(2))])
    for _ in 0..<2 {
      #expect(try world.store.allPending(Self.a) == sessions(1...2))
      try world.crash(CrashImage.none)
    }
  }

  @Test(
    "needing backup over a covered session of equal index takes a new revision", arguments: [0, 1])
  func needingOverCovered(variant: Int) throws {
    let world = try World()
    try world.store.importLegacy([Self.clean(session(1))])
    let record = session(1, variant: variant)
    #expect(try world.store.importLegacy([Self.needing(record)]) == [.improved])
    #expect(try world.store.allPending(Self.a) == [record])
    // Again: it is not covered any more, so an interrupted import can be repeated.
    #expect(try world.store.importLegacy([Self.needing(record)]) == [.unchanged])
    try world.store.uploadAll(to: Self.a)
    #expect(try world.store.importLegacy([Self.needing(record)]) == [.unchanged])
    #expect(try world.store.pending(for: Self.a, limit: 1).isEmpty)
  }

  @Test("the same inside one import")
  func needingOverCoveredTogether() throws {
    let world = try World()
    let outcomes = try world.store.importLegacy([Self.clean(session(1)), Self.needing(session(1))])
    let pending = try world.store.allPending(Self.a)
    #expect(outcomes == [.inserted, .improved])
    #expect(pending == [session(1)])
  }

  @Test("over a stored key it is a plain save: no coverage gained, none lost")
  func overStored() throws {
    let world = try World()
    try world.store.save([session(1), session(2)])
    try world.store.importLegacy([Self.clean(session(3))])
    let legacy = [
      Self.clean(session(1)), Self.clean(session(2, variant: 1)),
      Self.clean(session(3, variant: 1)),
      Self.clean(session(3, index: 9)), Self.needing(session(3, index: 9)),
    ]
    #expect(
      try world.store.importLegacy(legacy)
        == [.unchanged, .rewritten, .rewritten, .keptExisting, .keptExisting])
    for _ in 0..<2 {
      #expect(try world.store.allPending(Self.a) == [session(1), session(2, variant: 1)])
      try world.crash(CrashImage.none)
    }
    #expect(try world.store.importLegacy([Self.clean(session(3, index: 2))]) == [.improved])
    #expect(try world.store.pendingKeys(Self.a).count == 3)
  }

  @Test("with a known version the clean ones are evidence for that version instead")
  func knownVersion() throws {
    let world = try World()
    let legacy = [Self.clean(session(1)), Self.needing(session(2))]
    try world.store.importLegacy(legacy, knownVersion: Self.a)
    #expect(try world.store.allPending(Self.a) == [session(2)])
    #expect(try world.store.allPending(Self.b) == sessions(1...2))
    try world.store.resetBackupState()
    #expect(try world.store.allPending(Self.a) == [session(2)])
    #expect(
      try world.store.importLegacy(legacy, knownVersion: Self.b) == [.unchanged, .unchanged])
    #expect(try world.store.allPending(Self.b) == [session(2)])
  }

  @Test("acknowledging clears the need for backup as for any other session")
  func acknowledged() throws {
    let world = try World()
    try world.store.importLegacy([Self.needing(session(1)), Self.needing(session(2))])
    let batch = try world.store.pending(for: Self.a, limit: 1)
    #expect(try world.store.acknowledge(batch).recorded == 1)
    #expect(try world.store.allPending(Self.a) == [session(2)])
    #expect(try world.store.allPending(Self.b) == sessions(1...2))
  }

  @Test("an import cut off anywhere can be repeated and ends as if it had not been")
  func interrupted() throws {
    let legacy = (1...2500).map {
      LegacySession(record: session($0), needsBackup: $0 % 3 == 0)
    }
    let needing = legacy.filter(\.needsBackup).map(\.record)
    for call in [1, 2, 4, 5, 7] {
      let world = try World()
      world.process.crash(atCall: world.process.mutatingCallCount + call)
      #expect(errorCode { try world.store.importLegacy(legacy) } != nil)
      try world.crash(.prefix(1))
      let part = try world.store.counts(for: nil).total
      #expect(part < legacy.count)
      try world.store.importLegacy(legacy)
      #expect(try world.store.counts(for: Self.a).total == 2500)
      #expect(Set(try world.store.allPending(Self.a)) == Set(needing))
    }
  }
}
