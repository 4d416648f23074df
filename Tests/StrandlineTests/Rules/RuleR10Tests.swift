import Strandline
import StrandlineTestSupport
import Testing

@Suite("R10: reading what is pending", .bothReadings)
struct RuleR10Tests {
  static let version = BackupVersion("1")

  /// 900 sessions of which every third is pending; the others are large and backed up.
  static func mixed(_ world: World, count: Int = 900, largeByteCount: Int = 20_000) throws {
    for start in stride(from: 0, to: count, by: 300) {
      var batch = WriteBatch()
      for number in start..<start + 300 {
        let isPending = number % 3 == 0
        batch.save(
          session(number, byteCount: isPending ? 40 : largeByteCount),
          backedUpTo: isPending ? nil : version)
      }
      try world.store.commit(batch)
    }
  }

  @Test(
    "pages follow revision order, and only an empty one is the end", arguments: [1, 2, 7, 1000])
  func pages(limit: Int) throws {
    let world = try World(segmentByteCountMax: 4096)
    let records = sessions(1...50)
    for record in records { try world.store.save([record], durability: .buffered) }
    try world.store.save([session(3, index: 1)])
    var wanted = records.filter { $0.key != session(3).key }
    wanted.append(session(3, index: 1))
    var found: [SessionRecord] = []
    while true {
      let batch = try world.store.pending(for: Self.version, limit: limit)
      if batch.isEmpty { break }
      #expect(batch.sessions.count == min(limit, 50 - found.count))
      #expect(batch.version == Self.version && batch.skipped.isEmpty)
      found += batch.sessions
      #expect(try world.store.acknowledge(batch).recorded == batch.sessions.count)
    }
    #expect(found == wanted)
  }

  @Test("it reads no payload it does not return")
  func payloads() throws {
    let world = try World()
    try Self.mixed(world)
    for limit in [1, 10, 100] {
      let cost = try world.probe.cost { () throws in
        #expect(try world.store.pending(for: Self.version, limit: limit).sessions.count == limit)
      }
      // Small ones lie 40 kB apart: a page of each read alone, and nothing of the large ones' bulk.
      #expect(cost.readByteCount <= limit * 8192)
      #expect(cost.readCount <= 2 * limit)
    }
  }

  @Test("a page costs the same whatever the total, and wherever the watermark stands")
  func costOfPage() throws {
    var costs: [Probe.Counts] = []
    for count in [100, 3000] {
      let world = try World()
      try world.store.save(sessions(0..<count))
      costs.append(
        try world.probe.cost { () throws in
          _ = try world.store.pending(for: Self.version, limit: 20)
        })
      let rest = try world.store.pending(for: Self.version, limit: count - 50)
      try world.store.acknowledge(rest)
      costs.append(
        try world.probe.cost { () throws in
          let page = try world.store.pending(for: Self.version, limit: 20)
          #expect(page.sessions == sessions((count - 50)..<(count - 30)))
        })
    }
    for cost in costs {
      #expect(cost.readCount <= 3 && cost.readByteCount <= 20 * 1024)
      #expect(cost.writeCount == 0)
    }
  }

  @Test("draining all reads each record about once")
  func drain() throws {
    let world = try World()
    try world.store.save(sessions(0..<2000))
    let path = try #require(world.files(".segment").last)
    let byteCount = try #require(world.disk.contents(of: path)).count
    let whole = byteCount + 2000 * 120
    let cost = try world.probe.cost { () throws in
      #expect(try world.store.uploadAll(to: Self.version, page: 100) == 2000)
    }
    #expect(cost.readByteCount <= 2 * whole)
  }

  @Test("it takes no write lock: it answers while a commit waits for the disk")
  func noLock() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let store = world.store
    let reached = Latch()
    let mayGoOn = Latch()
    world.probe.onSync {
      reached.arrive()
      mayGoOn.wait(for: 1)
    }
    let done = Latch()
    onThread {
      _ = try? store.save([session(4)])
      done.arrive()
    }
    reached.wait(for: 1)
    let cost = try world.probe.cost { () throws in
      #expect(try store.pending(for: Self.version, limit: 3).sessions == sessions(1...3))
    }
    #expect(cost.lockCount == 0 && cost.writeCount == 0 && cost.syncCount == 0)
    mayGoOn.arrive()
    done.wait(for: 1)
    #expect(try store.allPending(Self.version) == sessions(1...4))
  }

  @Test("it hands out durable revisions only", arguments: [Durability.ordered, .buffered])
  func durable(durability: Durability) throws {
    let world = try World(durability: durability)
    try world.store.save(sessions(1...4))
    let cost = try world.probe.cost { () throws in
      #expect(try world.store.pending(for: Self.version, limit: 2).sessions == sessions(1...2))
    }
    #expect(cost.syncCount >= 1)
    try world.crash(CrashImage.none)
    #expect(try world.store.session(session(1).key) == session(1))
    #expect(try world.store.session(session(2).key) == session(2))
  }

  @Test("when the sync before it fails nothing is handed out")
  func syncFails() throws {
    let world = try World(durability: .buffered)
    try world.store.save(sessions(1...4))
    world.process.inject(.persistent(.matching(.sync), .error(.inputOutput)))
    #expect(errorCode { _ = try world.store.pending(for: Self.version, limit: 2) } == .io)
    world.process.clearFaults()
    #expect(try world.store.allPending(Self.version) == sessions(1...4))
  }

  @Test("a limit below one is invalidArgument", arguments: [0, -1, Int.min])
  func limits(limit: Int) throws {
    let world = try World()
    let code = errorCode { _ = try world.store.pending(for: Self.version, limit: limit) }
    #expect(code == .invalidArgument)
  }

  @Test("the largest limit is one page of everything")
  func largestLimit() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    #expect(try world.store.pending(for: Self.version, limit: .max).sessions == sessions(1...3))
  }

  @Test("a page ends early when it passes 16 MiB of payload, with at least one session")
  func bytes() throws {
    let world = try World()
    let large = (1...5).map { session($0, byteCount: 6 << 20) }
    for record in large { try world.store.save([record]) }
    try world.store.save([session(6, byteCount: 16 << 20)])
    var counts: [Int] = []
    while true {
      let batch = try world.store.pending(for: Self.version, limit: 100)
      if batch.isEmpty { break }
      counts.append(batch.sessions.count)
      try world.store.acknowledge(batch)
    }
    #expect(counts == [3, 3])
    #expect(try world.store.backedUp(Self.version) == 6)
  }
}
