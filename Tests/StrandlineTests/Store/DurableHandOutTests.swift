import Strandline
import StrandlineTestSupport
import Testing

/// A commit without sessions tells the next revision; that is no word about what is durable.
@Suite("What is handed out is durable, also behind a commit without sessions", .bothReadings)
struct DurableHandOutTests {
  static let version = BackupVersion("1")

  /// Session 1 and a reset are durable, sessions 2 and 3 are not.
  private func world() throws -> World {
    let world = try World(durability: .buffered)
    try world.store.save([session(1)], durability: .durable)
    try world.store.resetBackupState()
    try world.store.save([session(2)])
    try world.store.save([session(3)])
    return world
  }

  @Test("by a reader")
  func reader() throws {
    let world = try world()
    #expect(try world.reader().allPending(Self.version) == [session(1)])
    try world.crash(CrashImage.none)
    #expect(try world.store.listing() == [session(1)])
  }

  @Test("by a writer that could not make durable what it found")
  func troubledWriter() throws {
    let world = try world()
    world.end()
    try world.start { process in
      process.inject(.persistent(.matching(.create), .error(.inputOutput)))
    }
    let handedOut = (try? world.store.pending(for: Self.version, limit: 2))?.sessions ?? []
    try world.crash(CrashImage.none)
    #expect(Set(try world.store.listing()).isSuperset(of: handedOut))
  }

  @Test("by a reader of a store whose manifest is damaged")
  func rebuilt() throws {
    let world = try world()
    let manifest = try #require(world.files(".manifest").last)
    world.disk.flipBit(of: manifest, atByte: 70, bit: 3)
    let handedOut = try world.reader().allPending(Self.version)
    world.end(CrashImage.none)
    try world.start()
    #expect(Set(try world.store.listing()).isSuperset(of: handedOut))
    #expect(handedOut == [session(1)])
  }
}
