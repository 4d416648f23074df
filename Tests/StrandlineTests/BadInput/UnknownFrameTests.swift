import Strandline
import StrandlineTestSupport
import Testing

@Suite("Bad input: frames of the future")
struct UnknownFrameTests {
  /// A closed store whose log ends in a commit of an unknown kind.
  private func store() throws -> World {
    let world = try World()
    try world.store.save([session(1), session(2)])
    try world.store.close()
    world.end()
    let path = try #require(world.files(".segment").last)
    let bytes = try #require(world.disk.contents(of: path))
    // The commits before: the sessions, and the clean mark.
    world.disk.setContents(
      of: path, to: try FutureFrame.appended(to: bytes, sequence: 1000, nextRevision: 3))
    return world
  }

  @Test("a kind that may be passed over is passed over and counted, and harms nothing")
  func skipped() throws {
    let world = try store()
    let reader = try world.reader()
    #expect(reader.damageReport.isEmpty)
    #expect(try reader.listing().count == 2)
    let report = try reader.verify(.full)
    #expect(report.isClean, "\(report.findings)")
    #expect(report.skippedFrameCount == 1)
    try reader.close()
    try world.start()
    #expect(world.store.damageReport.isEmpty)
    try world.store.save([session(3)])
    try world.store.resetBackupState()
    try world.reopen()
    #expect(try world.store.listing().count == 3)
    #expect(try world.store.verify(.full).skippedFrameCount == 1)
  }

  @Test("what a compaction rewrites keeps it")
  func kept() throws {
    let world = try store()
    try world.start()
    try world.store.save([session(1, byteCount: 900)], policy: .requeue)
    try world.store.purge()
    #expect(try world.store.listing().count == 2)
    let report = try world.store.verify(.full)
    #expect(report.isClean, "\(report.findings)")
    #expect(report.skippedFrameCount == 1)
  }

  @Test("a kind that may not be passed over is no frame")
  func refused() throws {
    let seed = FrameSeed(storeID: StoreID(high: 1, low: 2), fileID: .first)
    let frame = FutureFrame.bytes(flags: 0, sequence: 1, seed)
    #expect(throws: FormatError.badField("kind")) {
      _ = try FrameView(frame.bytes, seed: seed, fileOffset: 0)
    }
  }
}
