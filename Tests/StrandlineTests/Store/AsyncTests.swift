import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("The asynchronous surface", .bothReadings)
struct AsyncTests {
  static let version = BackupVersion("1")

  static func world() throws -> World { try World(scheduler: DispatchScheduler()) }

  @Test("every verb does what its synchronous twin does")
  func verbs() async throws {
    let world = try Self.world()
    let (store, async) = (world.store, world.store.async)
    let sender = [UInt8](repeating: 2, count: 32)
    let record = session(4, senderKey: sender, kind: 1)
    #expect(try await async.save(sessions(1...3) + [record]).count == 4)
    #expect(try await async.session(record.key) == record)
    #expect(try await async.withPayload(of: record.key) { $0.byteCount } == record.payload.count)
    #expect(try await async.sessions().rest() == store.listing())
    #expect(try await async.sessions(inRoom: record.key.room).rest().count == 4)
    #expect(
      try await async.sessions(fromSender: sender, kind: 1, after: nil, limit: 9) == [record])
    let batch = try await async.pending(for: Self.version, limit: 2)
    #expect(try await async.acknowledge(batch).recorded == 2)
    let upload = Upload(key: record.key, firstKnownIndex: 5)
    #expect(try await async.acknowledge([upload], for: Self.version).recorded == 1)
    #expect(
      try await async.counts(for: Self.version) == SessionCounts(total: 4, backedUp: 3))
    #expect(try await async.backupVersions().map(\.version) == [Self.version])
    try await async.set("a", to: [1])
    #expect(try await async.setting("a") == [1])
    var more = WriteBatch()
    more.withhold(record.key, info: [3])
    #expect(try await async.commit(more).isEmpty)
    #expect(try await async.withheld(record.key) == [3])
    #expect(try await async.withheld(inRoom: record.key.room).map(\.info) == [[3]])
    #expect(try await async.takeLease("l", holder: "h", milliseconds: 1) == 1)
    let legacy = [LegacySession(record: session(9), needsBackup: true)]
    #expect(try await async.importLegacy(legacy) == [.inserted])
    #expect(try await async.delete([session(9).key]) == 1)
    try await async.resetBackupState()
    try await async.forgetBackup(Self.version)
    #expect(try store.counts(for: Self.version) == SessionCounts(total: 4, backedUp: 0))
    try await async.flush()
    #expect(try await async.statistics().sessionCount == 4)
    try await async.close()
    #expect(await Self.code { _ = try await async.counts(for: nil) } == .closed)
    try await async.reopen()
    #expect(try await async.counts(for: nil).total == 4)
  }

  static func code(_ body: () async throws -> Void) async -> StoreError.Code? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? StoreError)?.code
    }
  }

  @Test("errors come through with their types")
  func errors() async throws {
    let async = try Self.world().store.async
    #expect(
      await Self.code { _ = try await async.pending(for: Self.version, limit: 0) }
        == .invalidArgument)
    let key = SessionKey(room: [], session: [1])
    #expect(
      await Self.code { _ = try await async.save([SessionRecord(key: key, payload: [])]) }
        == .invalidArgument)
    for pages in [
      async.pendingPages(for: Self.version, limit: 0),
      async.pendingPages(for: BackupVersion(""), limit: 1),
    ] {
      #expect(await Self.code { for try await _ in pages {} } == .invalidArgument)
    }
  }

  @Test(
    "pages go on to the end, each session once, whether acknowledged or not",
    arguments: [true, false])
  func pages(isAcknowledged: Bool) async throws {
    let store = try Self.world().store
    try store.save(sessions(1...25))
    var found: [[SessionRecord]] = []
    for try await batch in store.async.pendingPages(for: Self.version, limit: 10) {
      found.append(batch.sessions)
      if isAcknowledged {
        #expect(try await store.async.acknowledge(batch).recorded == batch.sessions.count)
      }
    }
    #expect(found.map(\.count) == [10, 10, 5])
    #expect(found.flatMap { $0 } == sessions(1...25))
    #expect(try store.allPending(Self.version).count == (isAcknowledged ? 0 : 25))
  }

  @Test("a session that improves while pages are read comes again, and none is left out")
  func improvedMeanwhile() async throws {
    let store = try Self.world().store
    try store.save(sessions(1...6))
    var found: [SessionRecord] = []
    for try await batch in store.async.pendingPages(for: Self.version, limit: 2) {
      if found.isEmpty { try store.save([session(1, index: 2), session(5, index: 2)]) }
      found += batch.sessions
      try await store.async.acknowledge(batch)
    }
    #expect(
      found == sessions([1, 2, 3, 4, 6]) + [session(1, index: 2), session(5, index: 2)])
    #expect(try store.pending(for: Self.version, limit: 1).isEmpty)
  }

  @Test("pages end in .closed when the store is closed in between")
  func closed() async throws {
    let store = try Self.world().store
    try store.save(sessions(1...6))
    var pages = store.async.pendingPages(for: Self.version, limit: 2).makeAsyncIterator()
    #expect(try await pages.next()?.sessions == sessions(1...2))
    try store.close()
    do {
      _ = try await pages.next()
      Issue.record("a closed store gave a page")
    } catch {
      #expect(error.code == .closed)
    }
  }

  @Test("calls that wait for the disk block no task: others run meanwhile")
  func poolIsFree() async throws {
    let world = try Self.world()
    let store = world.store
    let reached = Latch()
    let mayGoOn = Latch()
    world.probe.onSync {
      reached.arrive()
      mayGoOn.wait(for: 1)
    }
    // As many calls that wait as the pool has threads, and more.
    let count = 2 * ProcessInfo.processInfo.activeProcessorCount
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        group.addTask { try await store.async.save([session(number)]) }
      }
      // This task goes on only if the pool has a thread left for it.
      group.addTask {
        for _ in 0..<50 { await Task.yield() }
        mayGoOn.arrive()
      }
      try await group.waitForAll()
    }
    reached.wait(for: 1)
    #expect(try store.counts(for: nil).total == count)
  }

  @Test("any number of saves share a sync, and a read does not wait for them")
  func sharedSync() async throws {
    let world = try Self.world()
    let store = world.store
    let reached = Latch()
    let mayGoOn = Latch()
    world.probe.onSync {
      reached.arrive()
      mayGoOn.wait(for: 1)
    }
    let before = world.probe.counts.syncCount
    let count = 40
    let begun = Lock(0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await store.async.save([session(0)]) }
      group.addTask {
        // While the first one's sync is stuck the others come, and a read.
        while try await store.async.counts(for: nil).total == 0 { await Task.yield() }
        try await withThrowingTaskGroup(of: Void.self) { others in
          for number in 1..<count {
            others.addTask {
              begun.withLock { $0 += 1 }
              try await store.async.save([session(number)])
            }
          }
          others.addTask {
            while begun.withLock({ $0 }) < count - 1 { await Task.yield() }
            let found = try await store.async.session(session(0).key)
            #expect(found == session(0))
            mayGoOn.arrive()
          }
          try await others.waitForAll()
        }
      }
      try await group.waitForAll()
    }
    reached.wait(for: 1)
    let syncs = world.probe.counts.syncCount - before
    // The first one's, one for those that came meanwhile, and those that were about to come.
    let late = ProcessInfo.processInfo.activeProcessorCount
    #expect(syncs >= 1 && syncs <= 2 + late, "\(syncs) syncs")
    #expect(try store.counts(for: nil).total == count)
    world.probe.onSync(nil)
    try world.crash(CrashImage.none)
    #expect(try world.store.counts(for: nil).total == count)
  }

  @Test("synchronous and asynchronous callers lead each other")
  func mixedCallers() async throws {
    let world = try Self.world()
    let store = world.store
    let threads = Task.detached {
      onThreads(2) { thread in
        for number in 0..<40 { _ = try? store.save([session(1000 * (thread + 1) + number)]) }
      }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<80 {
        group.addTask { try await store.async.save([session(number)]) }
      }
      try await group.waitForAll()
    }
    await threads.value
    #expect(try store.counts(for: nil).total == 160)
    try await store.async.close()
  }
}
