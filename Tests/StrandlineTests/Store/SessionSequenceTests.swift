import Strandline
import StrandlineTestSupport
import Testing

@Suite("Streams of sessions", .bothReadings)
struct SessionSequenceTests {
  static let room = session(1).key.room

  enum Kind: CaseIterable {
    case all, room

    func start(_ store: SessionStore) throws -> SessionSequence {
      switch self {
      case .all: try store.sessions()
      case .room: try store.sessions(inRoom: SessionSequenceTests.room)
      }
    }
  }

  @Test(
    "a stream shows the moment it was asked for, whatever happens later", arguments: Kind.allCases)
  func pinned(kind: Kind) throws {
    let world = try World(segmentByteCountMax: 4096)
    try world.store.save(sessions(1...300))
    let wanted = try kind.start(world.store).rest()
    #expect(Set(wanted) == Set(sessions(1...300)) && wanted.count == 300)
    var cursor = try kind.start(world.store)
    var found: [SessionRecord] = []
    for _ in 0..<100 { found.append(try #require(try cursor.next())) }
    try world.store.delete((1...300).filter { $0 % 2 == 0 }.map { session($0).key })
    try world.store.save((1...300).map { session($0, index: 1) })
    try world.store.save(sessions(400...500))
    try world.store.save([session(1, variant: 9, byteCount: 9000)], policy: .replace)
    while let record = try cursor.next() { found.append(record) }
    #expect(found == wanted)
    #expect(try cursor.next() == nil)
    #expect(try cursor.next() == nil)
  }

  @Test("rewriting a session does not change what a stream that began before shows")
  func rewritten() throws {
    let world = try World()
    try world.store.save(sessions(1...200))
    var cursor = try world.store.sessions()
    #expect(try cursor.next() == session(1))
    try world.store.save((1...200).map { session($0, variant: 1) })
    #expect(try cursor.rest() == sessions(2...200))
    #expect(try world.store.listing() == (1...200).map { session($0, variant: 1) })
  }

  @Test("two streams do not disturb each other, and a copy goes on from where it was")
  func copies() throws {
    let world = try World()
    try world.store.save(sessions(1...10))
    var one = try world.store.sessions()
    var two = try world.store.sessions().cursor
    #expect(try one.next() == session(1) && one.next() == session(2))
    #expect(try two.next() == session(1))
    var copy = one.cursor
    #expect(try copy.next() == session(3))
    #expect(try one.rest() == sessions(3...10))
    #expect(try two.rest() == sessions(2...10))
    #expect(try copy.rest() == sessions(4...10))
  }

  @Test(
    "after a close it ends in .closed, also when the store is open again", arguments: Kind.allCases)
  func closed(kind: Kind) throws {
    let world = try World()
    try world.store.save(sessions(1...10))
    var cursor = try kind.start(world.store)
    #expect(try cursor.next() != nil)
    try world.store.close()
    #expect(errorCode { _ = try cursor.next() } == .closed)
    try world.store.reopen()
    #expect(errorCode { _ = try cursor.next() } == .closed)
    #expect(try kind.start(world.store).rest().count == 10)
  }

  @Test("it holds no lock: the store can be written to and closed while it stands")
  func noLock() throws {
    let world = try World()
    try world.store.save(sessions(1...10))
    var cursor = try world.store.sessions()
    _ = try cursor.next()
    try world.store.save([session(11)])
    try world.store.resetBackupState()
    try world.store.close()
    world.end()
    try world.start()
    #expect(try world.store.listing() == sessions(1...11))
  }

  @Test("one that outlives its store keeps no writer out, and ends in nil or in an error")
  func outlivesStore() throws {
    let disk = SimulatedDisk(seed: 3)
    func opened() throws -> SessionStore {
      try SessionStore.open(
        at: World.path, options: .ofThisTest,
        environment: .simulated(process: disk.process(), seed: 1))
    }
    var store: SessionStore? = try opened()
    try store?.save(sessions(1...5))
    var cursor = try #require(try store?.sessions())
    store = nil
    let code = errorCode { _ = try opened() }
    #expect(code == nil)
    var count = 0
    do {
      while try cursor.next() != nil { count += 1 }
      #expect(count == 5)
    } catch {
      #expect(error.code == .closed)
    }
  }

  @Test("large records come one by one, without a whole batch of them in memory")
  func large() throws {
    let world = try World()
    let records = (1...12).map { session($0, byteCount: 1 << 20) }
    try world.store.save(records)
    var cursor = try world.store.sessions()
    let cost = try world.probe.cost { () throws in
      #expect(try cursor.next() == records[0])
    }
    #expect(cost.readByteCount < 4 << 20)
    #expect(try cursor.rest() == Array(records.dropFirst()))
  }

  @Test("an empty store and an empty room end at once")
  func empty() throws {
    let world = try World()
    #expect(try world.store.listing().isEmpty)
    #expect(try world.store.sessions(inRoom: Self.room).rest().isEmpty)
    try world.store.save([session(1)])
    try world.store.delete([session(1).key])
    #expect(try world.store.listing().isEmpty)
    #expect(try world.store.sessions(inRoom: Self.room).rest().isEmpty)
  }
}
