import Strandline
import StrandlineTestSupport
import Testing

@Suite("A crash anywhere in a compaction: all is there, nothing comes back, counts are right")
struct CompactionCrashTests {
  /// Small, because it is crashed at every call.
  fileprivate static func fill(_ store: SessionStore) throws {
    try CompactionFixture.fill(store, count: 12, byteCount: 500)
    try store.delete([session(1).key, session(3).key])
  }

  /// A disk with the store on it, after a kill, and what the store serves.
  private struct Start {
    let disk: SimulatedDisk
    let truth: CompactionFixture.Contents

    init(_ personality: DiskPersonality) throws {
      disk = SimulatedDisk(seed: 3, personality: personality)
      let world = try World(disk, segmentByteCountMax: 4096)
      try CompactionCrashTests.fill(world.store)
      truth = try CompactionFixture.contents(world.store, upTo: 20)
      world.end()
      // Where a sync is a barrier and no more, this is where the tests begin.
      disk.settle()
    }

    func world() throws -> World { try World(disk.copy(), segmentByteCountMax: 4096) }
  }

  /// Two compactions, the second of which has an output among its sources.
  private static func work(_ store: SessionStore) throws {
    try store.compact()
    try store.delete([session(5).key])
    try store.purge()
  }

  private static func check(
    _ world: World, _ truth: CompactionFixture.Contents, _ what: String
  ) throws {
    var expected = truth
    // Its deletion may have come before the crash or not.
    if try world.store.session(session(5).key) == nil {
      expected = try without5(truth)
    }
    #expect(try CompactionFixture.contents(world.store, upTo: 20) == expected, "\(what)")
    #expect(world.store.damageReport.isEmpty, "\(what): \(world.store.damageReport)")
  }

  private static func without5(
    _ truth: CompactionFixture.Contents
  ) throws -> CompactionFixture.Contents {
    let gone = try #require(truth.sessions[session(5).key])
    var rest = truth
    rest.sessions[gone.key] = nil
    rest.listing.removeAll { $0 == gone }
    rest.bySender.removeAll { $0 == gone }
    rest.total -= 1
    for index in rest.pending.indices {
      let count = rest.pending[index].count
      rest.pending[index].removeAll { $0 == gone }
      if rest.pending[index].count == count { rest.backedUp[index] -= 1 }
    }
    return rest
  }

  @Test("power cut", arguments: DiskPersonality.allCases)
  func powerCut(personality: DiskPersonality) throws {
    let begin = try Start(personality)
    let truth = begin.truth
    // The personalities take turns at the calls.
    let offset = DiskPersonality.allCases.firstIndex(of: personality) ?? 0
    for call in stride(from: 1 + offset, to: .max, by: DiskPersonality.allCases.count) {
      let world = try begin.world()
      let moment = CrashPoint.Moment.allCases[call % 3]
      let images: [CrashImage] = [.none, .all, .random(seed: UInt64(call)), .prefix(call % 9)]
      let image = images[call / 6 % images.count]
      let start = world.process.mutatingCallCount
      world.process.crash(
        at: CrashPoint(atCall: start + call, moment: moment, counting: .mutatingCalls))
      if errorCode({ try Self.work(world.store) }) == nil {
        #expect(call > 40)
        break
      }
      try world.crash(image)
      let what = "\(personality), call \(call) \(moment), \(image)"
      try Self.check(world, truth, what)
      // It goes on, and what it leaves is settled.
      try Self.work(world.store)
      try Self.check(world, truth, what + ", again")
      try world.crash(CrashImage.none)
      try Self.check(world, truth, what + ", once more")
    }
  }

  @Test("kill -9, then the manifest is lost, too")
  func killAndRebuild() throws {
    let begin = try Start(.ordered)
    var isOver = false
    for call in 1... where !isOver {
      let world = try begin.world()
      let start = world.process.mutatingCallCount
      world.process.crash(
        at: CrashPoint(atCall: start + call, moment: .after, counting: .mutatingCalls))
      isOver = errorCode { try Self.work(world.store) } == nil
      world.end()
      for path in world.files(".manifest") { world.disk.remove(path) }
      try world.start()
      let what = "call \(call)"
      let found = try CompactionFixture.contents(world.store, upTo: 20)
      let isGone = found.sessions[session(5).key] == nil
      let expected = isGone ? try Self.without5(begin.truth) : begin.truth
      #expect(found.sessions == expected.sessions, "\(what)")
      #expect(found.total == expected.total, "\(what)")
      #expect(Set(found.listing) == Set(expected.listing), "\(what)")
      #expect(found.settings == expected.settings && found.withheld == expected.withheld, "\(what)")
      // Without a manifest all evidence is gone.
      #expect(found.pending.allSatisfy { $0.count == found.total }, "\(what)")
      if isOver { break }
    }
  }

  static let effects: [FaultEffect] = [
    .error(.inputOutput), .error(.noSpace), .partialWrite(40, then: .inputOutput),
    .syncFailure(.revert), .syncFailure(.markClean), .shortWrite(3),
  ]

  @Test("a fault at any call: a typed error or none, and all is there", arguments: effects)
  func faults(effect: FaultEffect) throws {
    let begin = try Start(.ordered)
    // The effects take turns at the calls.
    let offset = Self.effects.firstIndex(of: effect) ?? 0
    for call in stride(from: 1 + offset, to: .max, by: Self.effects.count) {
      let world = try begin.world()
      world.process.inject(Fault(.call(world.process.callCount + call), effect))
      let code = errorCode { try Self.work(world.store) }
      guard world.process.struckFaultCount > 0 else { break }
      let what = "\(effect) at call \(call)"
      #expect(code != .corrupt && code != .closed, "\(what)")
      world.process.clearFaults()
      try Self.check(world, begin.truth, what)
      try Self.work(world.store)
      try Self.check(world, begin.truth, what + ", again")
      try world.crash(CrashImage.none)
      try Self.check(world, begin.truth, what + ", after a power cut")
    }
  }
}
