import Strandline
import StrandlineTestSupport
import Testing

@Suite("Durability levels", .bothReadings)
struct DurabilityTests {
  @Test(
    "what a save costs at each level",
    arguments: [(Durability.durable, 1), (.ordered, 0), (.buffered, 0)])
  func cost(durability: Durability, syncCount: Int) throws {
    let world = try World()
    try world.store.save([session(1)])
    let cost = try world.probe.cost { () throws in
      try world.store.save([session(2)], durability: durability)
    }
    #expect(cost.syncCount == syncCount && cost.writeCount == 1)
  }

  @Test("the store's own level counts when a call states none", arguments: Durability.allCases)
  func storeDefault(durability: Durability) throws {
    let world = try World(durability: durability)
    let calls: [() throws -> Void] = [
      { try world.store.save([session(1)]) }, { try world.store.set("a", to: [1]) },
      { try world.store.delete([session(1).key]) }, { try world.store.commit(.init(session(2))) },
      { try world.store.importLegacy([.init(record: session(3), needsBackup: true)]) },
      {
        try world.store.acknowledge(
          [.init(key: session(2).key, firstKnownIndex: 5)], for: .init("1"))
      },
      { _ = try world.store.takeLease("l", holder: "h", milliseconds: 1) },
    ]
    for call in calls {
      let cost = try world.probe.cost { () throws in try call() }
      #expect(cost.syncCount == (durability == .durable ? 1 : 0))
    }
  }

  @Test("every level survives the end of the process", arguments: Durability.allCases)
  func kill(durability: Durability) throws {
    let world = try World()
    try world.store.save([session(1)], durability: durability)
    try world.store.delete([session(1).key], durability: durability)
    try world.store.save([session(2)], durability: durability)
    try world.crash()
    #expect(try world.store.listing() == [session(2)])
  }

  @Test("a durable call makes everything before it durable, whatever its level")
  func prefix() throws {
    let world = try World(durability: .buffered)
    try world.store.save([session(1)])
    try world.store.save([session(2)], durability: .ordered)
    try world.store.save([session(3)], durability: .durable)
    try world.store.save([session(4)])
    try world.crash(CrashImage.none)
    #expect(try world.store.listing() == sessions(1...3))
  }

  @Test(
    "what survives a power cut is a prefix of the order of commits",
    arguments: DiskPersonality.allCases)
  func alwaysPrefix(personality: DiskPersonality) throws {
    for seed in 0..<25 as Range<UInt64> {
      let disk = SimulatedDisk(seed: seed, personality: personality)
      let world = try World(disk, durability: .buffered, segmentByteCountMax: 4096)
      disk.settle()
      for number in 0..<30 {
        try world.store.save([session(number, byteCount: 300)])
        if number % 3 == 2 { try world.store.delete([session(number - 1).key]) }
      }
      try world.crash(.random(seed: seed, granularity: seed % 2 == 0 ? .sector : .page))
      let found = try world.store.listing()
      let isPrefix = (0...40).contains { length in
        found == Self.state(after: length)
      }
      #expect(isPrefix, "seed \(seed)")
      #expect(world.store.damageReport.isEmpty, "seed \(seed)")
      try world.store.save([session(99)], durability: .durable)
      #expect(try world.store.listing() == found + [session(99)])
    }
  }

  /// What the store holds after this many of the commits above.
  private static func state(after count: Int) -> [SessionRecord] {
    var numbers: [Int] = []
    var done = 0
    for number in 0..<30 {
      if done == count { break }
      numbers.append(number)
      done += 1
      if number % 3 == 2, done < count {
        numbers.removeAll { $0 == number - 1 }
        done += 1
      }
    }
    return numbers.map { session($0, byteCount: 300) }
  }

  @Test("a durable save of what is stored already makes that durable", arguments: 0..<3)
  func unchanged(way: Int) throws {
    let world = try World(durability: .buffered)
    try world.store.save([session(1)])
    switch way {
    case 0: #expect(try world.store.save([session(1)], durability: .durable) == [.unchanged])
    case 1:
      let worse = [session(1, index: 8)]
      #expect(try world.store.save(worse, durability: .durable) == [.keptExisting])
    default: #expect(try world.store.delete([session(9).key], durability: .durable) == 0)
    }
    try world.crash(CrashImage.none)
    #expect(try world.store.listing() == [session(1)])
  }

  @Test("flush makes everything durable with one sync, and with none when nothing is left")
  func flush() throws {
    let world = try World(durability: .buffered)
    for number in 1...5 { try world.store.save([session(number)]) }
    #expect(try world.probe.cost { () throws in try world.store.flush() }.syncCount == 1)
    #expect(try world.probe.cost { () throws in try world.store.flush() } == Probe.Counts())
    try world.crash(CrashImage.none)
    #expect(try world.store.listing() == sessions(1...5))
  }

  @Test("a close makes everything durable")
  func close() throws {
    let world = try World(durability: .buffered)
    try world.store.save(sessions(1...5))
    try world.store.close()
    world.end(CrashImage.none)
    try world.start()
    #expect(try world.store.listing() == sessions(1...5))
    #expect(world.store.damageReport.isEmpty)
  }

  @Test("saves that were not durable are visible at once, and improve what is stored")
  func visible() throws {
    let world = try World(durability: .buffered)
    try world.store.save([session(1)])
    #expect(try world.store.save([session(1, index: 2)]) == [.improved])
    #expect(try world.store.session(session(1).key) == session(1, index: 2))
    #expect(try world.store.listing() == [session(1, index: 2)])
  }
}

extension WriteBatch {
  fileprivate init(_ record: SessionRecord) {
    self.init()
    save(record)
  }
}
