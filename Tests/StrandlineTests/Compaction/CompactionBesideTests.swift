import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("Compaction beside other work", .bothReadings)
struct CompactionBesideTests {
  @Test("saves, rewrites and deletions between any two steps, and checkpoints", arguments: 0..<4)
  func interleaved(seed: UInt64) throws {
    let world = try World(segmentByteCountMax: 4096)
    world.options.deltaByteCountMax = 12 << 10
    try world.crash()
    try CompactionFixture.fill(world.store)
    var expected: [SessionKey: SessionRecord] = [:]
    for record in try world.store.listing() { expected[record.key] = record }
    var generator = SplitMix64(seed: seed)
    func change() throws {
      for _ in 0..<generator.below(8) {
        let number = generator.below(60)
        let key = session(number).key
        let old = expected[key]
        switch generator.below(3) {
        case 0:
          try world.store.delete([key])
          expected[key] = nil
        case 1:
          let index = UInt32((old?.firstKnownIndex ?? 5) - (old?.firstKnownIndex == 0 ? 0 : 1))
          let record = session(number, index: index, byteCount: 250)
          try world.store.save([record])
          expected[key] = record
        default:
          let index = old?.firstKnownIndex ?? 5
          let record = session(number, index: index, variant: generator.below(90), byteCount: 250)
          try world.store.save([record])
          expected[key] = record
        }
      }
    }
    for round in 0..<2 {
      let progress = { (_: Double) -> Bool in
        #expect(throws: Never.self) { try change() }
        return true
      }
      if round == 1 {
        try world.store.purge(progress: progress)
      } else {
        try world.store.compact(progress: progress)
      }
      let what = "seed \(seed), round \(round)"
      func check(_ when: String) throws {
        let listing = try world.store.listing()
        let found = Dictionary(uniqueKeysWithValues: listing.map { ($0.key, $0) })
        #expect(found == expected, "\(what), \(when)")
        for key in expected.keys { #expect(try world.store.session(key) == expected[key]) }
        #expect(try world.store.counts(for: nil).total == expected.count, "\(what), \(when)")
      }
      try check("at once")
      if seed % 2 == 0 { try world.crash(CrashImage.none) } else { try world.reopen() }
      try check("reopened")
      #expect(world.store.damageReport.isEmpty)
    }
    // The totals are right: everything dead goes, and then there is nothing to do.
    try world.store.purge()
    let names = world.files(".segment")
    try world.store.purge()
    #expect(world.files(".segment") == names)
    let live = expected.values.reduce(0) { $0 + $1.payload.count }
    #expect(world.segmentByteCount < live * 3 / 2 + 20_000)
  }

  @Test("index files that are damaged meanwhile are built anew")
  func damagedIndex() throws {
    let world = try World(segmentByteCountMax: 4096)
    try CompactionFixture.fill(world.store)
    let truth = try CompactionFixture.contents(world.store)
    try world.reopen()
    for path in world.files(".map") + world.files(".run") {
      world.disk.flipBit(of: path, atByte: 4096 + 64, bit: 1)
    }
    #expect(errorCode { try world.store.compact() } == nil)
    #expect(try CompactionFixture.contents(world.store) == truth)
    try world.reopen()
    #expect(try CompactionFixture.contents(world.store) == truth)
  }

  @Test("threads that save and delete, on a real file system")
  func threads() throws {
    let scratch = try Scratch()
    var options = Options.ofThisTest
    options.durability = .ordered
    options.segmentByteCountMax = 64 << 10
    options.deltaByteCountMax = 16 << 10
    let store = try SessionStore.open(at: scratch.file("store"), options: options)
    let done = Latch()
    for thread in 0..<2 {
      onThread {
        for round in 0..<60 {
          let numbers = (0..<10).map { thread * 1000 + (round * 7 + $0) % 200 }
          let records = numbers.map { session($0, index: UInt32(1000 - round), byteCount: 400) }
          _ = try? store.save(records)
          if round % 5 == 0 { _ = try? store.delete([records[3].key]) }
        }
        done.arrive()
      }
    }
    for _ in 0..<4 { try store.compact() }
    try store.purge()
    done.wait(for: 2)
    let listing = Set(try store.listing())
    try store.purge()
    #expect(Set(try store.listing()) == listing)
    try store.close()
    try store.reopen()
    #expect(Set(try store.listing()) == listing)
    #expect(try store.counts(for: nil).total == listing.count)
    #expect(store.damageReport.isEmpty)
  }

  @Test("a close waits for the step being done, and the call ends in `.closed`")
  func closing() throws {
    let world = try World(segmentByteCountMax: 4096)
    try CompactionFixture.fill(world.store)
    let truth = try CompactionFixture.contents(world.store)
    let store = world.store
    let begun = Latch()
    let closed = Latch()
    let ended = Lock<StoreError.Code?>(nil)
    onThread {
      let code = errorCode {
        try store.compact { share in
          if share > 0 {
            begun.arrive()
            // Long enough for the close to have begun.
            usleep(100_000)
          }
          return true
        }
      }
      ended.withLock { $0 = code }
      closed.arrive()
    }
    begun.wait(for: 1)
    try store.close()
    closed.wait(for: 1)
    #expect(ended.withLock { $0 } == .closed)
    #expect(world.files(".new").isEmpty)
    try store.reopen()
    #expect(try CompactionFixture.contents(store) == truth)
  }
}
