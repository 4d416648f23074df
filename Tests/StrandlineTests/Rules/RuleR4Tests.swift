import Strandline
import StrandlineTestSupport
import Testing

@Suite("R4: an acknowledgement is bound to what was handed out", .bothReadings)
struct RuleR4Tests {
  static let version = BackupVersion("A")
  static let other = BackupVersion("B")

  @Test("a session improved during upload stays pending")
  func improvedDuringUpload() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let batch = try world.store.pending(for: Self.version, limit: 3)
    try world.store.save([session(2, index: 1)])
    let result = try world.store.acknowledge(batch)
    #expect(result.recorded == 2 && result.improvedMeanwhile == [session(2).key])
    #expect(result.unknown.isEmpty && !result.forgotten)
    #expect(try world.store.allPending(Self.version) == [session(2, index: 1)])
    try world.crash(CrashImage.none)
    #expect(try world.store.allPending(Self.version) == [session(2, index: 1)])
  }

  @Test("evidence is for exactly the revisions of the batch, and for its version alone")
  func exactlyTheBatch() throws {
    let world = try World()
    try world.store.save(sessions(1...5))
    let batch = try world.store.pending(for: Self.version, limit: 2)
    try world.store.save([session(6)])
    #expect(try world.store.acknowledge(batch).recorded == 2)
    #expect(try world.store.allPending(Self.version) == sessions(3...6))
    #expect(try world.store.allPending(Self.other) == sessions(1...6))
  }

  @Test("a reset or leaving the version for another one in between changes nothing")
  func resetAndReentry() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let batch = try world.store.pending(for: Self.version, limit: 2)
    try world.store.resetBackupState()
    try world.store.uploadAll(to: Self.other)
    try world.store.forgetBackup(Self.other)
    #expect(try world.store.acknowledge(batch).recorded == 2)
    #expect(try world.store.allPending(Self.version) == [session(3)])
  }

  @Test("after the version was forgotten a batch records nothing and says so")
  func forgotten() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let batch = try world.store.pending(for: Self.version, limit: 2)
    try world.store.forgetBackup(Self.version)
    let result = try world.store.acknowledge(batch)
    #expect(result.forgotten && result.recorded == 0 && result.improvedMeanwhile.isEmpty)
    #expect(try world.store.backedUp(Self.version) == 0)
    let fresh = try world.store.pending(for: Self.version, limit: 2)
    #expect(try world.store.acknowledge(fresh).recorded == 2)
  }

  @Test("a clean close and opening, also by another process, keeps a batch good")
  func cleanEnd() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let batch = try world.store.pending(for: Self.version, limit: 2)
    try world.reopen()
    try world.store.close()
    world.end(CrashImage.none)
    try world.start()
    #expect(try world.store.acknowledge(batch).recorded == 2)
  }

  @Test(
    "a batch from before an unclean end records nothing and says so",
    arguments: [nil, CrashImage.none, .all])
  func uncleanEnd(image: CrashImage?) throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let batch = try world.store.pending(for: Self.version, limit: 2)
    try world.crash(image)
    #expect(try world.store.acknowledge(batch).forgotten)
    #expect(try world.store.allPending(Self.version) == sessions(1...3))
  }

  @Test("a batch from before a rebuild records nothing and says so")
  func rebuild() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let batch = try world.store.pending(for: Self.version, limit: 2)
    try world.store.close()
    for path in world.files(".manifest") { world.disk.remove(path) }
    try world.start()
    #expect(try world.store.acknowledge(batch).forgotten)
    #expect(try world.store.allPending(Self.version) == sessions(1...3))
  }

  @Test("a batch of a running store records nothing in a copy of it")
  func copyOfRunningStore() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let batch = try world.store.pending(for: Self.version, limit: 2)
    let copy = try World(world.disk.copy())
    #expect(try copy.store.acknowledge(batch).forgotten)
    #expect(try world.store.acknowledge(batch).recorded == 2)
  }

  @Test("after an older copy was restored a batch is no evidence for sessions saved since")
  func restoredCopy() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    try world.store.close()
    let backup = world.disk.copy()
    try world.start()
    try world.store.save([session(4)])
    let batch = try world.store.pending(for: Self.version, limit: 9)
    try world.store.close()
    let restored = try World(backup)
    try restored.store.save([session(5)])
    let result = try restored.store.acknowledge(batch)
    let pending = try restored.store.pendingKeys(Self.version)
    #expect(result.forgotten)
    #expect(pending.contains(session(5).key))
  }

  @Test("a batch of another store records nothing")
  func otherStore() throws {
    let one = try World()
    let two = try World(SimulatedDisk(seed: 2))
    for world in [one, two] { try world.store.save(sessions(1...3)) }
    let batch = try one.store.pending(for: Self.version, limit: 9)
    #expect(try two.store.acknowledge(batch).forgotten)
    #expect(try two.store.backedUp(Self.version) == 0)
  }

  @Test("deleted keys are unknown, those saved again are improved, and neither is an error")
  func deleted() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let batch = try world.store.pending(for: Self.version, limit: 9)
    try world.store.delete([session(1).key, session(2).key])
    try world.store.save([session(2)])
    let result = try world.store.acknowledge(batch)
    #expect(result.unknown == [session(1).key])
    #expect(result.improvedMeanwhile == [session(2).key])
    #expect(result.recorded == 1)
    #expect(try world.store.allPending(Self.version) == [session(2)])
  }

  @Test(
    "by key it is evidence only if the stored index is at least the uploaded one",
    arguments: [(UInt32(4), true), (5, true), (6, false), (0, true), (.max, false)])
  func byKey(uploaded: UInt32, isEvidence: Bool) throws {
    let world = try World()
    try world.store.save([session(1)])
    let upload = Upload(key: session(1).key, firstKnownIndex: uploaded)
    let result = try world.store.acknowledge([upload], for: Self.version)
    #expect(result.recorded == (isEvidence ? 1 : 0))
    #expect(result.improvedMeanwhile == (isEvidence ? [] : [session(1).key]))
    #expect(try world.store.allPending(Self.version) == (isEvidence ? [] : [session(1)]))
    #expect(try world.store.allPending(Self.other) == [session(1)])
  }

  @Test("a forget that is the first commit behind a rebuild refuses what was handed out before it")
  func forgetBehindRebuild() throws {
    let world = try World()
    try world.store.save(sessions(1...2))
    world.end()
    for path in world.files(".manifest") { world.disk.remove(path) }
    try world.start()
    let batch = try world.store.pending(for: Self.version, limit: 2)
    try world.store.forgetBackup(Self.version)
    #expect(try world.store.acknowledge(batch).forgotten)
    #expect(try world.store.allPending(Self.version) == sessions(1...2))
  }

  @Test("by key: unknown, deleted, twice, requeued, and after a forget")
  func byKeyOddities() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    try world.store.delete([session(2).key])
    let uploads = [1, 2, 1, 7].map { Upload(key: session($0).key, firstKnownIndex: 5) }
    let result = try world.store.acknowledge(uploads, for: Self.version)
    #expect(result.recorded == 1 && result.unknown == [session(2).key, session(7).key])
    try world.store.save([session(1)], policy: .requeue)
    #expect(try world.store.acknowledge([uploads[0]], for: Self.version).recorded == 1)
    try world.store.forgetBackup(Self.version)
    #expect(try world.store.acknowledge([uploads[0]], for: Self.version).recorded == 1)
    #expect(try world.store.allPending(Self.version) == [session(3)])
  }
}
