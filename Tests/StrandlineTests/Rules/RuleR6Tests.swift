import Strandline
import StrandlineTestSupport
import Testing

@Suite("R6: evidence is per version and kept", .bothReadings)
struct RuleR6Tests {
  static let a = BackupVersion("A")
  static let b = BackupVersion("B")

  @Test("from A to B and back, only what A lacks is uploaded again")
  func thereAndBack() throws {
    let world = try World()
    try world.store.save(sessions(1...10))
    try world.store.uploadAll(to: Self.a, page: 3)
    try world.store.resetBackupState()
    try world.store.save([session(3, index: 2), session(11)])
    #expect(try world.store.uploadAll(to: Self.b, page: 4) == 11)
    try world.reopen()
    #expect(try world.store.allPending(Self.a) == [session(3, index: 2), session(11)])
    #expect(try world.store.uploadAll(to: Self.a) == 2)
    try world.crash(CrashImage.none)
    #expect(try world.store.backedUp(Self.a) == 11)
    #expect(try world.store.backedUp(Self.b) == 11)
  }

  @Test("64 versions are kept, then the one whose last evidence is oldest is forgotten")
  func sixtyFour() throws {
    let world = try World()
    try world.store.save(sessions(1...2))
    for number in 0..<64 { try world.store.uploadAll(to: BackupVersion("v\(number)")) }
    #expect(try world.store.backupVersions().count == 64)
    // An acknowledgement without new evidence counts as a use; asking does not.
    let upload = Upload(key: session(1).key, firstKnownIndex: 5)
    #expect(try world.store.acknowledge([upload], for: BackupVersion("v0")).recorded == 0)
    _ = try world.store.pending(for: BackupVersion("v1"), limit: 1)
    _ = try world.store.counts(for: BackupVersion("v1"))
    try world.store.uploadAll(to: BackupVersion("v64"))
    for _ in 0..<2 {
      #expect(try world.store.backupVersions().count == 64)
      for number in 0...64 {
        let backedUp = try world.store.backedUp(BackupVersion("v\(number)"))
        #expect(backedUp == (number == 1 ? 0 : 2), "v\(number)")
      }
      try world.crash(CrashImage.none)
    }
    #expect(try world.store.allPending(BackupVersion("v1")) == sessions(1...2))
  }

  @Test("a batch of a version that fell out of the 64 records nothing")
  func batchOfDropped() throws {
    let world = try World()
    try world.store.save(sessions(1...2))
    try world.store.forgetBackup(Self.a)
    let batch = try world.store.pending(for: Self.a, limit: 1)
    for number in 0..<64 { try world.store.uploadAll(to: BackupVersion("v\(number)")) }
    #expect(try world.store.acknowledge(batch).forgotten)
    #expect(try world.store.allPending(Self.a) == sessions(1...2))
  }

  @Test("a forget drops the version's evidence and no other's, also after a power cut")
  func forget() throws {
    let world = try World(durability: .buffered)
    try world.store.save(sessions(1...5))
    try world.store.uploadAll(to: Self.a)
    try world.store.uploadAll(to: Self.b)
    try world.store.forgetBackup(Self.a)
    for _ in 0..<2 {
      #expect(try world.store.allPending(Self.a) == sessions(1...5))
      #expect(try world.store.pending(for: Self.b, limit: 1).isEmpty)
      try world.crash(CrashImage.none)
    }
  }

  @Test("a forget of a version never seen is recorded, and ends legacy coverage for it alone")
  func forgetUnseen() throws {
    let world = try World()
    try world.store.importLegacy([LegacySession(record: session(1), needsBackup: false)])
    try world.store.forgetBackup(Self.a)
    for _ in 0..<2 {
      #expect(try world.store.allPending(Self.a) == [session(1)])
      #expect(try world.store.backedUp(Self.b) == 1)
      #expect(try world.store.backupVersions().map(\.version) == [Self.a])
      try world.crash(CrashImage.none)
    }
  }

  @Test("versions are told apart byte by byte, in their strings and in their keys")
  func twoVersions() throws {
    let world = try World()
    try world.store.save([session(1)])
    let alike = [
      BackupVersion("1"), BackupVersion("1", publicKey: [1]),
      BackupVersion("1", publicKey: [1, 0]),
      BackupVersion("01"), BackupVersion("1 "), BackupVersion("e\u{301}"), BackupVersion("\u{e9}"),
    ]
    for (place, version) in alike.enumerated() {
      #expect(try world.store.allPending(version) == [session(1)])
      try world.store.uploadAll(to: version)
      #expect(try world.store.backupVersions().count == place + 1)
    }
    #expect(Set(alike).count == alike.count)
    try world.reopen()
    try world.store.forgetBackup(alike[1])
    #expect(try alike.map { try world.store.backedUp($0) } == [1, 0, 1, 1, 1, 1, 1])
  }

  @Test("the state of a version: watermark, islands, sessions; the last used first")
  func states() throws {
    let world = try World()
    try world.store.save(sessions(1...10))
    try world.store.uploadAll(to: Self.b)
    let uploads = [1, 2, 4, 5, 8].map { Upload(key: session($0).key, firstKnownIndex: 5) }
    try world.store.acknowledge(uploads, for: Self.a)
    for _ in 0..<2 {
      let states = try world.store.backupVersions()
      #expect(states.map(\.version) == [Self.a, Self.b])
      #expect(states.map(\.watermark.rawValue) == [2, 10])
      #expect(states.map(\.islandCount) == [2, 0])
      #expect(states.map(\.backedUp) == [5, 10])
      try world.crash(CrashImage.none)
    }
  }
}
