import Strandline
import StrandlineTestSupport
import Testing

@Suite("Identity is bytes", .bothReadings)
struct IdentityTests {
  @Test("versions are equal by UTF-8 bytes and key bytes, never by canonical equivalence")
  func versions() {
    let composed = BackupVersion("\u{e9}")
    let decomposed = BackupVersion("e\u{301}")
    #expect(composed.version == decomposed.version)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed, BackupVersion("\u{e9}")]).count == 2)
    #expect(BackupVersion("1") != BackupVersion("1", publicKey: [0]))
    #expect(BackupVersion("1", publicKey: [1]) == BackupVersion("1", publicKey: [1]))
    #expect(BackupVersion("1") != BackupVersion("01"))
  }

  @Test("keys are equal by bytes, whatever they were made from, and need not be text")
  func keys() throws {
    let text = SessionKey(room: "!r\u{e9}", session: "s")
    #expect(text == SessionKey(room: Array("!r\u{e9}".utf8), session: [0x73]))
    #expect(text != SessionKey(room: "!re\u{301}", session: "s"))
    let world = try World()
    let records = [[0xFF, 0xFE], [0xC3], [0], [0, 0]].map { bytes in
      SessionRecord(key: SessionKey(room: bytes, session: bytes), payload: bytes)
    }
    try world.store.save(records)
    try world.reopen()
    for record in records { #expect(try world.store.session(record.key) == record) }
    #expect(try world.store.listing() == records)
  }

  @Test("revisions increase with each new content and are never given twice, also over a crash")
  func revisions() throws {
    let world = try World()
    let version = BackupVersion("1")
    var highest: UInt64 = 0
    for round in 0..<6 {
      try world.store.save([session(1, index: UInt32(20 - round)), session(round + 2)])
      try world.store.uploadAll(to: version)
      let watermark = try #require(try world.store.backupVersions().first).watermark.rawValue
      #expect(watermark > highest)
      highest = watermark
      try world.store.delete([session(round + 2).key])
      if round % 2 == 0 { try world.crash(CrashImage.none) } else { try world.reopen() }
    }
    #expect(try world.store.statistics().nextRevision.rawValue > highest)
  }

  @Test("withPayload lends the bytes, passes on what its closure throws, and allows calls inside")
  func withPayload() throws {
    let world = try World()
    let store = world.store
    try store.save([session(1), SessionRecord(key: session(2).key, payload: [])])
    #expect(try store.withPayload(of: session(1).key) { $0.byteCount } == session(1).payload.count)
    #expect(try store.withPayload(of: session(2).key) { $0.byteCount } == 0)
    #expect(try store.withPayload(of: session(3).key) { $0.byteCount } == nil)
    let code = errorCode {
      _ = try store.withPayload(of: session(1).key) { _ throws(StoreError) -> Int in
        try store.forgetBackup(BackupVersion(""))
        return 0
      }
    }
    #expect(code == .invalidArgument)
    let outcome = try store.withPayload(of: session(1).key) { _ throws(StoreError) in
      try store.save([session(4)])
    }
    #expect(outcome == [.inserted])
  }

  @Test("an improvement and an acknowledgement that wait for one sync leave the better one pending")
  func sharedSync() throws {
    let world = try World()
    let store = world.store
    let version = BackupVersion("1")
    try store.save(sessions(1...2))
    let batch = try store.pending(for: version, limit: 9)
    let reached = Latch()
    let mayGoOn = Latch()
    let done = Latch()
    world.probe.onSync {
      reached.arrive()
      mayGoOn.wait(for: 1)
    }
    onThread {
      _ = try? store.save([session(3)])
      done.arrive()
    }
    reached.wait(for: 1)
    let result = Lock<AcknowledgeResult?>(nil)
    onThread {
      _ = try? store.save([session(1, index: 0)])
      done.arrive()
    }
    onThread {
      let answer = try? store.acknowledge(batch)
      result.withLock { $0 = answer }
      done.arrive()
    }
    mayGoOn.arrive()
    done.wait(for: 3)
    let answer = try #require(result.withLock { $0 })
    #expect(answer.recorded + answer.improvedMeanwhile.count == 2 && !answer.forgotten)
    #expect(
      try store.allPending(version) == [session(3), session(1, index: 0)]
        || store.allPending(version) == [session(1, index: 0), session(3)])
    try world.crash(CrashImage.none)
    #expect(try world.store.pendingKeys(version) == [session(1).key, session(3).key])
  }
}
