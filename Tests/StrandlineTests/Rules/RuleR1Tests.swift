import Strandline
import StrandlineTestSupport
import Testing

@Suite("R1: when in doubt, a session is pending", .bothReadings)
struct RuleR1Tests {
  static let version = BackupVersion("1")

  static let images: [CrashImage] =
    [.none, .all, .sizesWithoutData(.stale), .dataWithoutEntries, .entriesWithoutData]
    + (0..<6).map { .prefix($0) } + (0..<6).map { .omit($0) }
    + (0..<6).map { .torn($0, seed: UInt64($0)) } + (0..<12).map { .random(seed: $0) }

  @Test("a new session is pending for every version, known or never heard of")
  func newIsPending() throws {
    let world = try World()
    try world.store.save([session(1)])
    try world.store.uploadAll(to: Self.version)
    try world.store.save([session(2)])
    #expect(try world.store.allPending(Self.version) == [session(2)])
    #expect(try world.store.allPending(BackupVersion("never")) == sessions(1...2))
  }

  @Test("after a power cut no evidence leads what was uploaded", arguments: images)
  func powerCut(image: CrashImage) throws {
    let world = try World(durability: .buffered)
    try world.store.save(sessions(1...3), durability: .durable)
    let batch = try world.store.pending(for: Self.version, limit: 2)
    #expect(try world.store.acknowledge(batch).recorded == 2)
    try world.store.save([session(1, index: 3), session(4)])
    try world.crash(image)
    let pending = try world.store.pendingKeys(Self.version)
    for number in 1...4 {
      let key = session(number).key
      guard let stored = try world.store.session(key) else {
        #expect(number == 4, "session \(number) was durable and is gone")
        continue
      }
      let wasUploaded = batch.sessions.contains(stored)
      #expect(wasUploaded || pending.contains(key), "session \(number) is taken for uploaded")
    }
    #expect(world.store.damageReport.isEmpty)
  }

  @Test("a crash at any call of an acknowledgement leaves its sessions pending or in the version")
  func crashWhileAcknowledging() throws {
    for call in 1...8 {
      for moment in CrashPoint.Moment.allCases {
        let world = try World()
        try world.store.save(sessions(1...4))
        let batch = try world.store.pending(for: Self.version, limit: 2)
        world.process.crash(
          at: CrashPoint(atCall: world.process.mutatingCallCount + call, moment: moment))
        let isAcknowledged = (try? world.store.acknowledge(batch)) != nil
        try world.crash(call % 2 == 0 ? CrashImage.none : .all)
        let pending = try world.store.allPending(Self.version)
        #expect([sessions(1...4), sessions(3...4)].contains(pending))
        if isAcknowledged { #expect(pending == sessions(3...4), "an acknowledgement was lost") }
      }
    }
  }

  @Test("when acknowledgements may be missing, everything is pending for every version")
  func damagedManifest() throws {
    let world = try World()
    try world.store.save(sessions(1...4))
    try world.store.uploadAll(to: Self.version)
    try world.store.close()
    let newest = try #require(world.files(".manifest").last)
    world.disk.flipBit(of: newest, atByte: 70, bit: 0)
    try world.start()
    #expect(!world.store.damageReport.isEmpty)
    #expect(world.store.damageReport.evidenceDropped)
    #expect(try world.store.allPending(Self.version) == sessions(1...4))
    #expect(try world.store.backedUp(Self.version) == 0)
  }

  @Test("evidence that was dropped stays dropped at the next opening")
  func staysDropped() throws {
    let world = try World()
    try world.store.importLegacy([LegacySession(record: session(9), needsBackup: false)])
    try world.store.save(sessions(1...4))
    try world.store.uploadAll(to: Self.version)
    try world.store.close()
    let newest = try #require(world.files(".manifest").last)
    world.disk.truncateFile(newest, to: 10)
    try world.start()
    try world.reopen()
    #expect(try world.store.pendingKeys(Self.version).count == 5)
    #expect(try world.store.pendingKeys(BackupVersion("other")).count == 5)
    try world.crash()
    #expect(try world.store.pendingKeys(Self.version).count == 5)
    #expect(try world.store.uploadAll(to: Self.version) == 5)
  }

  @Test("uploading twice is harmless: an acknowledgement can be repeated")
  func twice() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let batch = try world.store.pending(for: Self.version, limit: 9)
    #expect(try world.store.acknowledge(batch).recorded == 3)
    let again = try world.store.acknowledge(batch)
    #expect(again.recorded == 0 && !again.forgotten && again.improvedMeanwhile.isEmpty)
    #expect(try world.store.counts(for: Self.version).backedUp == 3)
  }
}
