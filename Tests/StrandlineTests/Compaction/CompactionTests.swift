import Strandline
import StrandlineTestSupport
import Testing

@Suite("Compaction gives space back and changes nothing else", .bothReadings)
struct CompactionTests {
  private func filled() throws -> World {
    let world = try World(segmentByteCountMax: 4096)
    try CompactionFixture.fill(world.store)
    return world
  }

  @Test("everything reads the same: at once, reopened, after a kill and a power cut")
  func same() throws {
    let world = try filled()
    let truth = try CompactionFixture.contents(world.store)
    let before = world.segmentByteCount
    let stream = try world.store.sessions()
    try world.store.compact()
    #expect(try CompactionFixture.contents(world.store) == truth)
    #expect(try stream.rest() == truth.listing, "an older view")
    #expect(world.segmentByteCount < before * 7 / 10, "\(before) → \(world.segmentByteCount)")
    try world.reopen()
    #expect(try CompactionFixture.contents(world.store) == truth)
    try world.crash()
    #expect(try CompactionFixture.contents(world.store) == truth)
    try world.crash(CrashImage.none)
    #expect(try CompactionFixture.contents(world.store) == truth)
    #expect(try CompactionFixture.contents(try world.reader()) == truth)
    #expect(world.store.damageReport.isEmpty)
  }

  @Test("twice in a row: the second has nothing to do")
  func settled() throws {
    let world = try filled()
    try world.store.compact()
    let names = world.files(".segment")
    try world.store.compact()
    #expect(world.files(".segment") == names)
    try world.store.purge()
    let purged = world.files(".segment")
    try world.store.purge()
    #expect(world.files(".segment") == purged)
    // Also with the totals that a reopened store has.
    try world.reopen()
    try world.store.compact()
    #expect(world.files(".segment") == purged)
  }

  @Test("again and again, with work in between")
  func rounds() throws {
    let world = try World(segmentByteCountMax: 4096)
    var expected: [SessionKey: SessionRecord] = [:]
    for round in 0..<8 {
      for number in 0..<30 where number % 3 == round % 3 {
        let record = session(number, index: UInt32(100 - round), byteCount: 200)
        try world.store.save([record])
        expected[record.key] = record
      }
      let gone = session(round).key
      try world.store.delete([gone])
      expected[gone] = nil
      if round % 2 == 0 { try world.store.compact() } else { try world.store.purge() }
      if round % 3 == 2 { try world.reopen() }
      if round % 4 == 3 { try world.crash(CrashImage.none) }
      let listing = try world.store.listing()
      #expect(Dictionary(uniqueKeysWithValues: listing.map { ($0.key, $0) }) == expected)
      #expect(try world.store.counts(for: nil).total == expected.count)
    }
    #expect(world.files(".segment").count <= 12)
    #expect(world.store.damageReport.isEmpty)
  }

  @Test("purge: no byte of what was deleted or replaced is left")
  func purge() throws {
    let world = try filled()
    let deleted = session(8, byteCount: 300)
    let replaced = session(2, byteCount: 300)
    let kept = session(1, byteCount: 300)
    #expect(world.holds(deleted.payload) && world.holds(replaced.payload))
    try world.store.purge()
    #expect(!world.holds(deleted.payload) && !world.holds(replaced.payload))
    #expect(world.holds(kept.payload))
    try world.store.delete([kept.key])
    try world.store.purge()
    #expect(!world.holds(kept.payload))
  }

  @Test("what lies behind the end of a segment that was left goes, too")
  func behindEnd() throws {
    let world = try World(durability: .buffered, segmentByteCountMax: 4096)
    // A kill within the same boot: what was not synced is copied to a new segment.
    for round in 0..<4 {
      try world.store.save([session(round)], durability: .durable)
      try world.store.save([session(10 + round, byteCount: 900)])
      try world.crash()
    }
    let gone = session(11, byteCount: 900)
    #expect(world.holds(gone.payload))
    try world.store.delete([gone.key], durability: .durable)
    try world.store.purge()
    #expect(!world.holds(gone.payload))
    #expect(try world.store.counts(for: nil).total == 7)
    try world.reopen()
    try world.store.compact()
    let live = try world.store.verify(.full).byteCount(of: .liveFrame)
    #expect(world.segmentByteCount <= Int(live) * 13 / 10 + 2 * 4096)
  }

  @Test("nothing lives: the log becomes as short as an empty one")
  func empty() throws {
    let world = try World(segmentByteCountMax: 4096)
    try world.store.save((0..<30).map { session($0, byteCount: 300) })
    try world.store.delete((0..<30).map { session($0).key })
    try world.store.purge()
    #expect(try world.store.listing().isEmpty)
    #expect(world.segmentByteCount < 2000)
    try world.reopen()
    #expect(try world.store.listing().isEmpty)
    try world.store.save([session(1)])
    #expect(try world.store.listing() == [session(1)])
  }

  @Test("cancelled at any step: the store is as it was, and no file is left over")
  func cancelled() throws {
    for steps in 0..<12 {
      let world = try filled()
      let truth = try CompactionFixture.contents(world.store)
      var left = steps
      let code = errorCode {
        try world.store.compact { _ in
          left -= 1
          return left >= 0
        }
      }
      #expect(code == .cancelled || code == nil)
      #expect(try CompactionFixture.contents(world.store) == truth)
      #expect(world.files(".new").isEmpty)
      try world.store.compact()
      #expect(try CompactionFixture.contents(world.store) == truth)
    }
  }

  @Test("progress does not go back, and ends at 1")
  func progress() throws {
    let world = try filled()
    var shares: [Double] = []
    try world.store.compact {
      shares.append($0)
      return true
    }
    #expect(shares == shares.sorted() && shares.first == 0 && shares.last == 1)
    #expect(shares.contains { $0 > 0 && $0 < 1 })
  }

  @Test("a closed store, a reader")
  func refused() throws {
    let world = try filled()
    let reader = try world.reader()
    #expect(errorCode { try reader.compact() } == .readOnly)
    try world.store.close()
    #expect(errorCode { try world.store.purge() } == .closed)
  }
}
