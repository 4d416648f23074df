import Strandline
import StrandlineTestSupport
import Testing

@Suite("Leases", .bothReadings)
struct LeaseTests {
  private func take(
    _ store: SessionStore, _ holder: String, _ milliseconds: UInt32 = 300
  ) throws -> UInt64? {
    try store.takeLease("lock", holder: holder, milliseconds: milliseconds)
  }

  @Test("the generation counts holders, not extensions, and survives reopening and a power cut")
  func generations() throws {
    let world = try World()
    for (place, holder) in ["alice", "bob", "alice", "carol"].enumerated() {
      #expect(try take(world.store, holder) == UInt64(place + 1))
      world.clock.advance(milliseconds: 200)
      #expect(try take(world.store, holder) == UInt64(place + 1))
      try world.reopen()
      #expect(try take(world.store, holder) == UInt64(place + 1))
      #expect(try take(world.store, "dave") == nil)
      try world.crash(CrashImage.none)
      #expect(try take(world.store, "dave") == nil)
      world.clock.advance(milliseconds: 300)
    }
  }

  @Test("a lease lasts until its last millisecond, and an extension starts anew")
  func expiry() throws {
    let world = try World()
    #expect(try take(world.store, "alice") == 1)
    world.clock.advance(milliseconds: 299)
    #expect(try take(world.store, "bob") == nil)
    #expect(try take(world.store, "alice") == 1)
    world.clock.advance(milliseconds: 299)
    #expect(try take(world.store, "bob") == nil)
    world.clock.advance(milliseconds: 1)
    #expect(try take(world.store, "bob") == 2)
  }

  @Test("zero milliseconds gives it back at once")
  func zero() throws {
    let world = try World()
    #expect(try take(world.store, "alice", 60_000) == 1)
    #expect(try take(world.store, "bob") == nil)
    #expect(try take(world.store, "alice", 0) == 1)
    #expect(try take(world.store, "bob") == 2)
  }

  @Test("an expired holder that comes back first keeps its generation")
  func sameHolderAfterExpiry() throws {
    let world = try World()
    #expect(try take(world.store, "alice") == 1)
    world.clock.advance(milliseconds: 10_000)
    #expect(try take(world.store, "alice") == 1)
    #expect(try take(world.store, "bob") == nil)
  }

  @Test("a wall clock that jumps back or stands still never prolongs a lease")
  func clockJumpsBack() throws {
    for wall: UInt64 in [0, 1_699_999_999_999, 1_700_000_000_000] {
      let world = try World()
      #expect(try take(world.store, "alice") == 1)
      world.clock.advance(milliseconds: 300)
      world.clock.setWall(milliseconds: wall)
      #expect(try take(world.store, "bob") == 2)
    }
  }

  @Test("a lease from the future is no lease, also for another process")
  func fromTheFuture() throws {
    let world = try World()
    world.clock.setWall(milliseconds: 9_000_000_000_000)
    #expect(try take(world.store, "alice") == 1)
    world.clock.setWall(milliseconds: 1_700_000_000_000)
    try world.reopen()
    #expect(try take(world.store, "bob") == 2)
    world.clock.setWall(milliseconds: UInt64.max)
    #expect(try take(world.store, "carol", .max) == 3)
  }

  @Test("names and holders compare by bytes, have limits, and share nothing with settings")
  func names() throws {
    let world = try World()
    let store = world.store
    try store.set("lock", to: [1])
    #expect(try store.takeLease("e\u{301}", holder: "a", milliseconds: 300) == 1)
    #expect(try store.takeLease("\u{e9}", holder: "b", milliseconds: 300) == 1)
    #expect(try store.takeLease("lock", holder: "e\u{301}", milliseconds: 300) == 1)
    #expect(try store.takeLease("lock", holder: "\u{e9}", milliseconds: 300) == nil)
    #expect(try store.setting("lock") == [1])
    let long = String(repeating: "n", count: 256)
    for (name, holder) in [("", "a"), ("a", ""), (long, "a"), ("a", long)] {
      let code = errorCode { _ = try store.takeLease(name, holder: holder, milliseconds: 1) }
      #expect(code == .invalidArgument)
    }
  }

  @Test("of threads that want it at once, one gets it")
  func oneWinner() throws {
    let world = try World()
    let store = world.store
    let winners = Lock<[UInt64]>([])
    onThreads(8) { thread in
      if let taken = try? store.takeLease("lock", holder: "\(thread)", milliseconds: 1000) {
        winners.withLock { $0.append(taken) }
      }
    }
    #expect(winners.withLock { $0 } == [1])
  }
}
