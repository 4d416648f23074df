import Strandline
import StrandlineTestSupport
import Testing

@Suite("Care: the asynchronous verbs, and figures", .bothReadings)
struct CareAsyncTests {
  @Test("snapshot, verify and repair from asynchronous code")
  func asynchronous() async throws {
    let scratch = try Scratch()
    let store = try SessionStore.open(at: scratch.file("store"))
    try await store.async.save(sessions(1...9))
    try await store.async.snapshot(to: scratch.file("copy"))
    #expect(try await store.async.verify(.full).isClean)
    let report = try await AsyncSessionStore.repair(
      from: scratch.file("copy"), to: scratch.file("new"))
    #expect(report.recovered == 9 && report.isEvidenceKept)
    try await store.async.close()
  }

  @Test("statistics tell live from dead, and what is in files from what is in memory")
  func figures() throws {
    let world = try World()
    let store = world.store
    try store.save((1...400).map { session($0, byteCount: 400) })
    let full = try store.statistics()
    #expect(full.liveByteCount > 400 * 400 && full.deadByteCount < 2000)
    #expect(full.deltaByteCount > 0 && full.indexByteCount == 0 && full.runCount == 0)
    try store.delete((1...300).map { session($0).key })
    let half = try store.statistics()
    #expect(half.liveByteCount < full.liveByteCount / 3)
    #expect(half.deadByteCount > full.liveByteCount / 2)
    try world.reopen()
    let closed = try store.statistics()
    #expect(closed.indexByteCount > 0 && closed.runCount > 0 && closed.mapCount == 1)
    #expect(closed.deltaByteCount < half.deltaByteCount && !closed.isCheckpointPending)
    #expect(closed.manifestCount == 2 && closed.liveByteCount == half.liveByteCount)
    #expect(
      closed.fileCount == 2 + closed.segmentCount + closed.runCount + closed.mapCount
        + closed.manifestCount)
  }
}
