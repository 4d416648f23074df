import Strandline
import StrandlineTestSupport
import Testing

@Suite("Group commit: writers that wait share one sync", .bothReadings)
struct GroupCommitTests {
  @Test("eight concurrent durable writers use fewer syncs than saves")
  func fewerSyncs() throws {
    let world = try World()
    let store = world.store
    let failures = Lock(0)
    let waiting = Lock(0)
    // A disk that takes its time: each sync lets the others come up to the queue.
    world.probe.onSync {
      for _ in 0..<200 where waiting.withLock({ $0 }) < 8 { waiting.yield() }
    }
    let cost = world.probe.cost {
      onThreads(8) { thread in
        for round in 0..<20 {
          waiting.withLock { $0 += 1 }
          if (try? store.save([session(thread * 100 + round)])) != [.inserted] {
            failures.withLock { $0 += 1 }
          }
          waiting.withLock { $0 -= 1 }
        }
      }
    }
    #expect(failures.withLock { $0 } == 0)
    #expect(cost.syncCount < 160 && cost.syncCount > 0)
    try world.crash(CrashImage.none)
    #expect(try world.store.counts(for: nil).total == 160)
  }

  @Test("those that came while one sync ran are written together and synced once")
  func oneGroup() throws {
    let world = try World()
    let store = world.store
    let reached = Latch()
    let mayGoOn = Latch()
    let done = Latch()
    world.probe.onSync {
      reached.arrive()
      mayGoOn.wait(for: 1)
    }
    let cost = world.probe.cost {
      onThread {
        _ = try? store.save([session(0)])
        done.arrive()
      }
      reached.wait(for: 1)
      // Buffered ones need no sync of their own, but wait for their turn.
      for number in 1...6 {
        onThread {
          _ = try? store.save([session(number)], durability: number > 3 ? .buffered : .durable)
          done.arrive()
        }
      }
      mayGoOn.arrive()
      done.wait(for: 7)
    }
    #expect(cost.syncCount <= 4 && cost.syncCount >= 1)
    #expect(try store.counts(for: nil).total == 7)
  }

  @Test("a sync that fails is an error for those who wanted it, and the store goes on")
  func failedSync() throws {
    let world = try World()
    try world.store.save([session(1)])
    world.process.inject(
      Fault(.matching(.sync, suffix: ".segment"), .syncFailure(.markClean), times: 1))
    let code = errorCode { try world.store.save([session(2)]) }
    #expect(code == nil || code == .io)
    #expect(try world.store.save([session(3)]) == [.inserted])
    #expect(try world.store.listing().map(\.key).contains(session(3).key))
    try world.crash(CrashImage.none)
    let keys = Set(try world.store.listing().map(\.key))
    #expect(keys.isSuperset(of: [session(1).key, session(3).key]))
    #expect(code != nil || keys.contains(session(2).key))
    #expect(world.store.damageReport.isEmpty)
  }

  @Test("a full disk for one large save is not one for the small ones beside it")
  func fullDisk() throws {
    let world = try World(durability: .buffered)
    try world.store.save([session(1)])
    world.disk.capacity = world.disk.usedByteCount
    let store = world.store
    let codes = Lock<[Int: StoreError.Code]>([:])
    onThreads(4) { thread in
      let code = errorCode {
        try store.save([session(10 + thread, byteCount: thread == 0 ? 8 << 20 : 100)])
      }
      codes.withLock { $0[thread] = code }
    }
    #expect(codes.withLock { $0 } == [0: .noSpace])
    #expect(try store.counts(for: nil).total == 4)
    world.disk.capacity = nil
    #expect(try store.save([session(10, byteCount: 8 << 20)]) == [.inserted])
  }
}
