import Strandline
import StrandlineTestSupport
import Testing

@Suite("Background compaction is held back and resumed")
struct CompactionPauseTests {
  /// A store of its own disk whose background work runs when the test says so.
  private func store(
    _ disk: SimulatedDisk, _ scheduler: SimulatedScheduler
  ) throws -> SessionStore {
    var options = Options()
    options.segmentByteCountMax = 4096
    options.deltaByteCountMax = 4 << 10
    var environment = Environment.simulated(process: disk.process(), seed: 5)
    environment.scheduler = scheduler
    return try SessionStore.open(at: World.path, options: options, environment: environment)
  }

  @Test("nothing of it is done while it is paused; all of it afterwards")
  func pauses() throws {
    let disk = SimulatedDisk(seed: 3)
    let scheduler = SimulatedScheduler(.chosen(seed: 3))
    let store = try store(disk, scheduler)
    store.pauseCompaction()
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
    let disk = SimulatedDisk(seed: 4)
    let scheduler = SimulatedScheduler(.chosen(seed: 4))
    let store = try store(disk, scheduler)
    store.pauseCompaction()
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
}
