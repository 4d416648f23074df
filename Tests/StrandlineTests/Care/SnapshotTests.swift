import Strandline
import StrandlineTestSupport
import Testing

@Suite("Snapshots: a copy is one moment of the store, and the store does not notice", .bothReadings)
struct SnapshotTests {
  private static let copy = CareWorld.copyPath

  @Test("a copy holds what the store holds", arguments: CareWorld.Shape.allCases, [true, false])
  func holdsAll(shape: CareWorld.Shape, links: Bool) throws {
    let world = try CareWorld.world(shape)
    if !links {
      world.process.inject(.persistent(.matching(.link), .error(.notPermitted)))
    }
    let wanted = try CareWorld.contents(world.store)
    try world.store.snapshot(to: Self.copy)
    let copy = try CareWorld.open(world.disk)
    #expect(try CareWorld.contents(copy) == wanted)
    #expect(copy.damageReport.isEmpty && copy.damageReport.rebuiltFiles.isEmpty)
    #expect(copy.damageReport.tornByteCount == 0)
    #expect(copy.damageReport.unknownFiles.isEmpty)
    // Nothing is left beside it.
    #expect(Set(world.disk.listFiles("/")) == ["store", "copy"])
  }

  @Test("what store and copy do afterwards stays their own")
  func apart() throws {
    let world = try CareWorld.world(.indexed)
    try world.store.snapshot(to: Self.copy)
    let copy = try CareWorld.open(world.disk)
    let atCopy = try CareWorld.contents(copy)
    try CareWorld.fill(world.store, 700...790)
    try world.store.resetBackupState()
    try world.reopen()
    #expect(try CareWorld.contents(copy) == atCopy)
    let atStore = try CareWorld.contents(world.store)
    let files = world.files().map { world.disk.contents(of: $0) }
    for round in 0..<6 { try CareWorld.fill(copy, (1000 + round * 60)...(1060 + round * 60)) }
    try copy.close()
    try copy.reopen()
    #expect(world.files().map { world.disk.contents(of: $0) } == files)
    try copy.close()
    try world.reopen()
    #expect(try CareWorld.contents(world.store) == atStore)
  }

  @Test("a path that exists is refused, and left alone")
  func refused() throws {
    let world = try CareWorld.world(.open)
    try world.store.snapshot(to: Self.copy)
    let names = world.disk.listFiles(Self.copy)
    #expect(errorCode { try world.store.snapshot(to: Self.copy) } == .invalidArgument)
    #expect(errorCode { try world.store.snapshot(to: World.path) } == .invalidArgument)
    #expect(errorCode { try world.store.snapshot(to: "") } == .invalidArgument)
    #expect(errorCode { try world.store.snapshot(to: "/nowhere/copy") } == .notFound)
    #expect(errorCode { try world.reader().snapshot(to: "/other") } == .readOnly)
    #expect(world.disk.listFiles(Self.copy) == names)
    #expect(Set(world.disk.listFiles("/")) == ["store", "copy"])
  }

  @Test(
    "a batch of the store records nothing in a copy, nor the other way round",
    arguments: [true, false])
  func batches(afterCleanMark: Bool) throws {
    let world = try World()
    try world.store.save(sessions(1...5))
    let old = try world.store.pending(for: CareWorld.a, limit: 1)
    if afterCleanMark { try world.reopen() }
    let batch = try world.store.pending(for: CareWorld.a, limit: 2)
    try world.store.snapshot(to: Self.copy)
    let copy = try CareWorld.open(world.disk)
    #expect(try copy.acknowledge(batch).forgotten)
    #expect(try copy.acknowledge(old).forgotten)
    let theirs = try copy.pending(for: CareWorld.a, limit: 2)
    #expect(try world.store.acknowledge(theirs).forgotten)
    #expect(try world.store.acknowledge(batch).recorded == 2)
    #expect(try copy.acknowledge(theirs).recorded == 2)
  }

  @Test("a crash at every call: the store is whole, and the copy is whole or not there")
  func crashes() throws {
    let start = try CareWorld.world(.indexed)
    let wanted = try CareWorld.contents(start.store)
    try start.store.close()
    var absentCount = 0
    var wholeCount = 0
    for call in 1...200 {
      for image in [nil, CrashImage.none, .all] {
        let world = try World(start.disk.copy(), segmentByteCountMax: 16 << 10)
        try world.store.save([session(901)])
        world.process.crash(atCall: world.process.mutatingCallCount + call)
        let code = errorCode { try world.store.snapshot(to: Self.copy) }
        guard world.process.hasStopped else {
          #expect(code == nil)
          #expect(absentCount > 20 && wholeCount > 0)
          return
        }
        try world.crash(image)
        let sessions = wanted.sessions.union([session(901)])
        #expect(try CareWorld.contents(world.store).sessions == sessions, "call \(call)")
        #expect(world.store.damageReport.isEmpty, "call \(call)")
        guard world.disk.listFiles("/").contains("copy") else {
          absentCount += 1
          continue
        }
        wholeCount += 1
        let copy = try CareWorld.open(world.disk)
        #expect(try CareWorld.contents(copy).sessions == sessions, "call \(call)")
        #expect(copy.damageReport.isEmpty, "call \(call)")
      }
    }
    Issue.record("no end")
  }

  @Test(
    "a failure of every call leaves nothing beside the store",
    arguments: [FaultEffect.error(.inputOutput), .error(.noSpace), .syncFailure(.markClean)])
  func faults(effect: FaultEffect) throws {
    let start = try CareWorld.world(.indexed)
    try start.store.close()
    var failureCount = 0
    for call in stride(from: 1, through: 200, by: 2) {
      let world = try World(start.disk.copy(), segmentByteCountMax: 16 << 10)
      let wanted = try CareWorld.contents(world.store)
      world.process.inject(Fault(.call(world.process.callCount + call), effect))
      let code = errorCode { try world.store.snapshot(to: Self.copy) }
      guard world.process.struckFaultCount > 0 else {
        #expect(failureCount > 3)
        return
      }
      world.process.clearFaults()
      let what = "\(effect) at call \(call)"
      #expect(code != .corrupt, "\(what)")
      if code == nil {
        let copy = try CareWorld.open(world.disk)
        #expect(try CareWorld.contents(copy) == wanted, "\(what)")
      } else {
        failureCount += 1
        #expect(world.disk.listFiles("/") == ["store"], "\(what)")
        try world.store.snapshot(to: Self.copy)
      }
      #expect(try CareWorld.contents(world.store) == wanted, "\(what)")
    }
  }

  @Test("while others write: each copy is a prefix of what was committed")
  func concurrent() throws {
    let scratch = try Scratch()
    var options = Options.ofThisTest
    options.segmentByteCountMax = 64 << 10
    options.deltaByteCountMax = 16 << 10
    let store = try SessionStore.open(at: scratch.file("store"), options: options)
    let written = Lock(0)
    let isDone = Lock(false)
    let latch = Latch()
    onThread {
      var number = 0
      while !isDone.withLock({ $0 }) {
        _ = try? store.save([session(number, byteCount: 300)], durability: .buffered)
        number += 1
        written.withLock { $0 = number }
      }
      latch.arrive()
    }
    for round in 0..<12 {
      let before = written.withLock { $0 }
      let path = scratch.file("copy-\(round)")
      try store.snapshot(to: path)
      let copy = try SessionStore.open(at: path)
      let found = try copy.listing()
      #expect(found.count >= before)
      #expect(found == (0..<found.count).map { session($0, byteCount: 300) })
      #expect(copy.damageReport.isEmpty && copy.damageReport.rebuiltFiles.isEmpty)
      try copy.close()
    }
    isDone.withLock { $0 = true }
    latch.wait(for: 1)
    try store.close()
  }
}
