import Strandline
import StrandlineTestSupport
import Testing

@Suite("Background compaction is held back and resumed")
struct CompactionPauseTests {
  /// A store on a disk of its own that is paused, and whose background work runs when the test says
  /// so.
  private func paused(_ seed: UInt64) throws -> (SessionStore, SimulatedScheduler) {
    let disk = SimulatedDisk(seed: seed)
    let scheduler = SimulatedScheduler(.chosen(seed: seed))
    var options = Options()
    options.segmentByteCountMax = 4096
    options.deltaByteCountMax = 4 << 10
    var environment = Environment.simulated(process: disk.process(), seed: 5)
    environment.scheduler = scheduler
    let store = try SessionStore.open(
      at: World.path, options: options, environment: environment)
    store.pauseCompaction()
    return (store, scheduler)
  }

  @Test("nothing of it is done while it is paused; all of it afterwards")
  func pauses() throws {
    let (store, scheduler) = try paused(3)
    try CompactionFixture.fill(store, count: 80)
    scheduler.drain()
    let truth = try CompactionFixture.contents(store)
    let paused = try store.statistics()
    #expect(paused.runCount > 0, "index files are written all the same")
    let dead = Double(paused.deadByteCount) / Double(paused.deadByteCount + paused.liveByteCount)
    #expect(dead > 0.3)
    scheduler.drain()
    #expect(try store.statistics().byteCountOnDisk == paused.byteCountOnDisk)

    store.resumeCompaction()
    // In the middle of it, too.
    scheduler.runSome(atMost: 5)
    store.pauseCompaction()
    scheduler.drain()
    #expect(try CompactionFixture.contents(store) == truth)
    store.resumeCompaction()
    scheduler.drain()
    #expect(try store.statistics().deadByteCount < paused.deadByteCount / 2)
    #expect(try CompactionFixture.contents(store) == truth)
    try store.close()
    try store.reopen()
    #expect(try CompactionFixture.contents(store) == truth)
    #expect(store.damageReport.isEmpty)
  }

  @Test("a call that compacts does so all the same, and a reopening ends the pause")
  func called() throws {
    let (store, scheduler) = try paused(4)
    try CompactionFixture.fill(store)
    let before = try store.statistics().deadByteCount
    try store.compact()
    #expect(try store.statistics().deadByteCount < before / 2)
    try store.close()
    try store.reopen()
    try CompactionFixture.fill(store)
    let grown = try store.statistics().deadByteCount
    scheduler.drain()
    #expect(try store.statistics().deadByteCount < grown)
  }

  @Test("pauses from other threads come back, whatever is going on", .timeLimit(.minutes(1)))
  func threads() throws {
    let scratch = try Scratch()
    var options = Options()
    options.durability = .ordered
    options.segmentByteCountMax = 64 << 10
    options.deltaByteCountMax = 16 << 10
    let store = try SessionStore.open(at: scratch.file("store"), options: options)
    onThreads(3) { thread in
      for round in 0..<60 {
        guard thread == 0 else {
          store.pauseCompaction()
          store.resumeCompaction()
          continue
        }
        let records = (0..<40).map { session($0, index: UInt32(100 - round), byteCount: 400) }
        _ = try? store.save(records)
      }
    }
    #expect(try store.counts(for: nil).total == 40)
    #expect(try store.session(session(7).key)?.firstKnownIndex == 41)
    try store.close()
  }
}
