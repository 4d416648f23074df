import Strandline
import StrandlineTestSupport
import Testing

@Suite("A reader beside a writer", .bothReadings)
struct ReaderTests {
  static let version = BackupVersion("1")

  @Test("it stays at its moment, and sees new durable commits once reopened")
  func refresh() throws {
    let world = try World(segmentByteCountMax: 4096)
    try world.store.save(sessions(1...3))
    let reader = try world.reader()
    #expect(try reader.listing() == sessions(1...3))
    for number in 4...20 { try world.store.save([session(number, byteCount: 900)]) }
    try world.store.save([session(1, index: 1)])
    try world.store.delete([session(2).key])
    #expect(try reader.listing() == sessions(1...3))
    #expect(try reader.session(session(2).key) == session(2))
    try reader.close()
    try reader.reopen()
    #expect(try reader.listing() == world.store.listing())
    #expect(try reader.session(session(2).key) == nil)
    #expect(try reader.counts(for: nil).total == 19)
    #expect(reader.damageReport.isEmpty)
  }

  @Test("it hands out only what it knows to be durable, and all of it after a close of the writer")
  func durableOnly() throws {
    let world = try World(durability: .buffered)
    try world.store.save([session(1)], durability: .durable)
    try world.store.save([session(2)])
    let reader = try world.reader()
    let handedOut = try reader.allPending(Self.version)
    #expect(handedOut.isEmpty || handedOut == [session(1)])
    try world.store.close()
    try reader.close()
    try reader.reopen()
    #expect(try reader.allPending(Self.version) == sessions(1...2))
    #expect(try reader.counts(for: Self.version) == SessionCounts(total: 2, backedUp: 0))
  }

  @Test("what it hands out survives a power cut", arguments: 0..<10)
  func handedOutIsDurable(round: Int) throws {
    let world = try World(durability: .buffered)
    for number in 0..<12 {
      try world.store.save([session(number)], durability: number % 3 == round % 3 ? .durable : nil)
    }
    let handedOut = try world.reader().allPending(Self.version)
    try world.crash(.random(seed: UInt64(round)))
    #expect(Set(try world.store.listing()).isSuperset(of: handedOut))
  }

  @Test("a batch of a reader cannot be acknowledged by it, nor by a writer of another life")
  func acknowledge() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    try world.store.save([session(4)])
    let reader = try world.reader()
    let batch = try reader.pending(for: Self.version, limit: 9)
    #expect(!batch.isEmpty)
    #expect(errorCode { try reader.acknowledge(batch) } == .readOnly)
    #expect(try world.store.acknowledge(batch).forgotten)
    #expect(try world.store.backedUp(Self.version) == 0)
  }

  @Test("it sees the evidence there is, and neither a crash nor it leaves a trace")
  func afterCrash() throws {
    let world = try World()
    try world.store.save(sessions(1...5))
    try world.store.acknowledge(try world.store.pending(for: Self.version, limit: 2))
    world.end()
    let files = world.files().map { world.disk.contents(of: $0) }
    let reader = try world.reader()
    #expect(try reader.listing() == sessions(1...5))
    #expect(try reader.backedUp(Self.version) == 2)
    try reader.close()
    #expect(world.files().map { world.disk.contents(of: $0) } == files)
    try world.start()
    #expect(try world.store.allPending(Self.version) == sessions(3...5))
  }

  @Test("opened while the writer rolls its log, it shows a moment of the writer's history")
  func whileRolling() throws {
    let world = try World(segmentByteCountMax: 4096)
    let store = world.store
    let isDone = Lock(false)
    let done = Latch()
    onThread {
      for number in 0..<60 { _ = try? store.save([session(number, byteCount: 700)]) }
      isDone.withLock { $0 = true }
      done.arrive()
    }
    var last = 0
    var count = 0
    while !isDone.withLock({ $0 }) || count < 3 {
      let reader = try world.reader()
      let found = try reader.listing()
      #expect(found == (0..<found.count).map { session($0, byteCount: 700) })
      #expect(found.count >= last)
      #expect(reader.damageReport.isEmpty)
      last = found.count
      count += 1
    }
    done.wait(for: 1)
    #expect(try world.reader().listing().count == 60)
  }
}
