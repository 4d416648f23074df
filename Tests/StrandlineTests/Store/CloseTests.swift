import Strandline
import StrandlineTestSupport
import Testing

@Suite("Close and reopen", .bothReadings)
struct CloseTests {
  static let version = BackupVersion("1")

  @Test("operations in flight finish, later ones fail until the store is reopened")
  func inFlight() throws {
    let world = try World()
    let store = world.store
    let reached = Latch()
    let mayGoOn = Latch()
    let isHeld = Lock(true)
    world.probe.onSync {
      guard
        isHeld.withLock({ held in
          defer { held = false }
          return held
        })
      else { return }
      reached.arrive()
      mayGoOn.wait(for: 1)
    }
    let outcome = Lock<[SaveOutcome]?>(nil)
    let done = Latch()
    onThread {
      let result = try? store.save([session(1)])
      outcome.withLock { $0 = result }
      done.arrive()
    }
    reached.wait(for: 1)
    let closed = Lock<StoreError.Code?>(.io)
    onThread {
      let code = errorCode { try store.close() }
      closed.withLock { $0 = code }
      done.arrive()
    }
    // The close has begun as soon as a call is refused.
    while errorCode({ _ = try store.counts(for: nil) }) != .closed { isHeld.yield() }
    #expect(errorCode { try store.save([session(2)]) } == .closed)
    #expect(outcome.withLock { $0 } == nil)
    mayGoOn.arrive()
    done.wait(for: 2)
    #expect(outcome.withLock { $0 } == [.inserted])
    #expect(closed.withLock { $0 } == nil)
    try store.reopen()
    #expect(try store.listing() == [session(1)])
  }

  @Test("many threads that close, reopen and save leave a whole store")
  func together() throws {
    let world = try World()
    let store = world.store
    let saved = Lock<Set<Int>>([])
    let strange = Lock<[StoreError.Code]>([])
    onThreads(4) { thread in
      for round in 0..<25 {
        let number = thread * 100 + round
        let code = errorCode {
          switch thread {
          case 0: try round % 2 == 0 ? store.close() : store.reopen()
          case 1: try store.reopen()
          default:
            try store.save([session(number)])
            _ = saved.withLock { $0.insert(number) }
          }
        }
        if let code, code != .closed { strange.withLock { $0.append(code) } }
      }
    }
    #expect(strange.withLock { $0 }.isEmpty)
    try store.reopen()
    #expect(Set(try store.listing()) == Set(sessions(saved.withLock { $0 })))
    #expect(store.damageReport.isEmpty)
    try world.reopen()
    #expect(try store.counts(for: nil).total == saved.withLock { $0.count })
  }

  @Test("a reopened store has everything, and its report is empty")
  func everything() throws {
    let world = try World()
    try world.store.save(sessions(1...20))
    try world.store.acknowledge(try world.store.pending(for: Self.version, limit: 7))
    try world.store.set("a", to: [1])
    let before = try world.store.backupVersions()
    for _ in 0..<3 { try world.reopen() }
    #expect(try world.store.listing() == sessions(1...20))
    #expect(try world.store.backupVersions() == before)
    #expect(try world.store.allPending(Self.version) == sessions(8...20))
    #expect(try world.store.setting("a") == [1])
    #expect(world.store.damageReport.isEmpty)
  }

  @Test("a close that fails closes all the same, and says so")
  func failing() throws {
    let world = try World(durability: .buffered)
    try world.store.save([session(1)], durability: .durable)
    try world.store.save([session(2)])
    world.process.inject(.persistent(.matching(.sync), .error(.inputOutput)))
    #expect(errorCode { try world.store.close() } == .io)
    world.process.clearFaults()
    #expect(errorCode { _ = try world.store.counts(for: nil) } == .closed)
    try world.store.reopen()
    #expect(try world.store.session(session(1).key) == session(1))
    try world.store.save([session(3)])
    #expect(try world.store.session(session(3).key) == session(3))
  }

  @Test("on a full disk a close loses nothing")
  func fullDisk() throws {
    let world = try World()
    try world.store.save(sessions(1...5))
    world.disk.capacity = world.disk.usedByteCount
    try world.store.close()
    world.end()
    try world.start()
    #expect(try world.store.listing() == sessions(1...5))
    #expect(world.store.damageReport.isEmpty)
  }

  @Test("a nearly full disk has no room for the reserve, and a reset needs none")
  func nearlyFullDisk() throws {
    let world = try World()
    try world.store.save(sessions(1...5))
    try world.store.close()
    world.end()
    world.disk.capacity = world.disk.usedByteCount + (16 << 10)
    try world.start()
    try world.store.resetBackupState()
    try world.store.delete([session(1).key])
    #expect(try world.store.pending(for: BackupVersion("1"), limit: 9).sessions.count == 4)
    try world.crash(CrashImage.none)
    #expect(try world.store.listing() == sessions(2...5))
  }

  @Test("on a disk that is still full after a power cut a store can be opened and reset")
  func fullDiskAfterPowerCut() throws {
    let world = try World()
    try world.store.save(sessions(1...5))
    world.disk.capacity = world.disk.usedByteCount
    try world.store.close()
    world.end(CrashImage.none)
    let code = errorCode {
      try world.start()
      try world.store.resetBackupState()
    }
    #expect(code == nil)
    #expect(try world.store.listing() == sessions(1...5))
  }

  @Test("sizes on disk are those of the files")
  func statistics() throws {
    let world = try World()
    try world.store.save([session(1, byteCount: 100_000)])
    let statistics = try world.store.statistics()
    let sum = (world.files() + [World.path + "/LOCK"])
      .reduce(0) { $0 + (world.disk.contents(of: $1)?.count ?? 0) }
    #expect(statistics.byteCountOnDisk == sum && sum > 100_000)
    #expect(statistics.sessionCount == 1 && statistics.segmentCount == 1)
    #expect(statistics.syncCount > 0 && statistics.byteCountWritten > 100_000)
  }
}
