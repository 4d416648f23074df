import Strandline
import StrandlineTestSupport
import Testing

/// The systematic part is in BadInput: every truncation, every bit, every file.
@Suite("R12: nothing from disk traps; it becomes a typed error or a served rest", .bothReadings)
struct RuleR12Tests {
  static let version = BackupVersion("1")

  /// A store with everything in it, closed.
  static func closedStore() throws -> World {
    let world = try World(segmentByteCountMax: 4096)
    try world.store.importLegacy([LegacySession(record: session(20), needsBackup: false)])
    try world.store.save(sessions(1...10))
    try world.store.acknowledge(try world.store.pending(for: version, limit: 4))
    try world.store.set("setting", to: [1, 2, 3])
    _ = try world.store.takeLease("lease", holder: "alice", milliseconds: 1000)
    try world.store.save([session(11, byteCount: 4096)])
    try world.store.resetBackupState()
    try world.store.save([session(12)])
    try world.store.close()
    return world
  }

  /// Reads all there is to read; whatever it meets must be a typed error.
  static func readEverything(_ store: SessionStore) {
    for number in 0...21 { _ = try? store.session(session(number).key) }
    _ = try? store.listing()
    _ = try? store.sessions(inRoom: session(1).key.room).rest()
    _ = try? store.pending(for: version, limit: 100)
    _ = try? store.counts(for: version)
    _ = try? store.setting("setting")
    _ = try? store.statistics()
    _ = try? store.backupVersions()
    _ = try? store.takeLease("lease", holder: "bob", milliseconds: 0)
  }

  @Test("random bytes in place of a file", arguments: 0..<30)
  func randomFiles(seed: UInt64) throws {
    let world = try Self.closedStore()
    var random = SplitMix64(seed: seed)
    // The older manifest is kept for diagnosis only.
    let files = world.files(".segment") + world.files(".manifest").suffix(1)
    let path = files[random.below(files.count)]
    let bytes = (0..<random.below(6000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    world.disk.setContents(of: path, to: bytes)
    do {
      try world.start()
      Self.readEverything(world.store)
      #expect(!world.store.damageReport.isEmpty)
      try world.store.save([session(30)])
      #expect(try world.store.session(session(30).key) == session(30))
      try world.store.close()
    } catch let error as StoreError {
      #expect([.corrupt, .notAStore].contains(error.code), "\(error)")
    }
  }

  @Test("a zeroed sector anywhere", arguments: 0..<30)
  func zeroed(place: Int) throws {
    let world = try Self.closedStore()
    let files = world.files()
    let path = files[place % files.count]
    let count = try #require(world.disk.contents(of: path)).count
    let start = (place / files.count * 512) % max(1, count)
    let before = world.disk.contents(of: path)
    world.disk.zero(start..<min(start + 512, count), of: path)
    let isChanged = world.disk.contents(of: path) != before
    do {
      try world.start()
      Self.readEverything(world.store)
      let isOldManifest = path.hasSuffix(".manifest") && path != world.files(".manifest").last
      // What an index file says is computed again without a word.
      let isIndex = path.hasSuffix(".run") || path.hasSuffix(".map")
      let isReported = !world.store.damageReport.isEmpty
      #expect(!isChanged || isOldManifest || isIndex != isReported, "\(path) \(start)")
    } catch let error as StoreError {
      #expect([.corrupt, .notAStore].contains(error.code), "\(error)")
    }
  }

  @Test("a file full of another store's frames is not taken for this one's", arguments: [0, 1])
  func foreign(place: Int) throws {
    let world = try Self.closedStore()
    let other = try World(SimulatedDisk(seed: 9), segmentByteCountMax: 4096)
    try other.store.save((1...12).map { session($0, index: 0, variant: 7) })
    try other.store.close()
    let path = world.files(".segment")[place]
    world.disk.setContents(of: path, to: try #require(other.disk.contents(of: other.files()[0])))
    do {
      try world.start()
      for record in try world.store.listing() { #expect(record.firstKnownIndex == 5) }
      #expect(!world.store.damageReport.isEmpty)
    } catch let error as StoreError {
      #expect([.corrupt, .notAStore].contains(error.code), "\(error)")
    }
  }
}
