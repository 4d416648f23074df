import Foundation
import Strandline
import StrandlineTestSupport
import Testing

/// Files whose checksums are right and whose numbers are not: what a malicious or a broken writer
/// leaves.
@Suite("Bad input: made-up numbers under right checksums")
struct MadeUpNumbersTests {
  static let version = BackupVersion("1")
  static let numbers: [UInt64] = [
    0, 1, 127, 128, 129, 4096, 1 << 28, 1 << 31, 1 << 32, (1 << 47) - 1, 1 << 47, (1 << 48) - 1,
    1 << 63, .max,
  ]

  /// A closed store of two segments.
  static func store() throws -> World {
    let world = try World(segmentByteCountMax: 4096)
    try world.store.save([session(1, byteCount: 5000)])
    try world.store.save(sessions(2...4))
    try world.store.acknowledge(try world.store.pending(for: version, limit: 2))
    try world.store.resetBackupState()
    try world.store.close()
    world.end()
    return world
  }

  static func manifest(_ bytes: [UInt8]) throws -> ManifestSnapshot {
    try bytes.withUnsafeBytes { try ManifestSnapshot(decoding: $0) }
  }

  /// Opens, reads everything and writes; only typed errors may come.
  static func use(_ world: World, _ what: String) {
    do {
      try world.start()
    } catch {
      #expect(error is StoreError, "\(what)")
      return
    }
    RuleR12Tests.readEverything(world.store)
    do {
      try world.store.save([session(30)])
      try world.store.resetBackupState()
      try world.store.close()
      try world.start()
      #expect(try world.store.session(session(30).key) == session(30), "\(what)")
    } catch {
      #expect(error is StoreError, "\(what)")
    }
  }

  @Test("in the manifest", arguments: numbers)
  func manifest(number: UInt64) throws {
    let changes: [(String, (inout ManifestSnapshot) -> Void)] = [
      ("next sequence", { $0.nextSequence = Sequence48(number) }),
      ("next revision", { $0 = $0.with(nextRevision: number) }),
      ("basis", { $0.basisSequence = Sequence48(number) }),
      ("basis offset", { $0.basisOffset = number }),
      (
        "basis in the last segment",
        {
          $0.basisFile = $0.entries.last { $0.name.kind == .segment }?.name.id
          $0.basisOffset = number
        }
      ),
      ("basis file", { $0.basisFile = FileID(exactly: UInt32(truncatingIfNeeded: number)) }),
      ("length", { $0.entries[0].byteCount = number }),
      ("last length", { $0.entries[$0.entries.count - 1].byteCount = number }),
      ("first sequence", { $0.entries[0].firstSequence = Sequence48(number) }),
      ("last not open", { $0.entries[$0.entries.count - 1].isSealed = true }),
      ("first not sealed", { $0.entries[0].isSealed = false }),
      ("no entries", { $0.entries = [] }),
      ("entries twice", { $0.entries += $0.entries }),
      ("entries reversed", { $0.entries.reverse() }),
    ]
    for (what, change) in changes {
      let world = try Self.store()
      let path = try #require(world.files(".manifest").last)
      var manifest = try Self.manifest(try #require(world.disk.contents(of: path)))
      change(&manifest)
      world.disk.setContents(of: path, to: manifest.encode().array())
      Self.use(world, "\(what) \(number)")
    }
  }

  @Test("in a segment's header", arguments: numbers)
  func segment(number: UInt64) throws {
    for place in 0..<2 {
      for hasManifest in [true, false] {
        let world = try Self.store()
        let manifestPath = try #require(world.files(".manifest").last)
        let manifest = try Self.manifest(try #require(world.disk.contents(of: manifestPath)))
        let segments = manifest.entries.filter { $0.name.kind == .segment }
        let path = world.files(".segment")[place]
        var bytes = try #require(world.disk.contents(of: path))
        let header = ByteBuffer()
        SegmentHeader(
          predecessor: FileID(exactly: UInt32(truncatingIfNeeded: number)),
          predecessorEnd: number, firstSequence: Sequence48(number & ((1 << 48) - 1))
        ).encode(
          into: header,
          seed: FrameSeed(storeID: manifest.storeID, fileID: segments[place].name.id))
        bytes.replaceSubrange(64..<128, with: header.array())
        world.disk.setContents(of: path, to: bytes)
        if !hasManifest { for path in world.files(".manifest") { world.disk.remove(path) } }
        Self.use(world, "segment \(place), \(number)")
      }
    }
  }

  @Test("a map of other revisions: a stream of sessions comes to its end", arguments: numbers)
  func mapElsewhere(first: UInt64) throws {
    var files = try #require(Fixture.all.first { $0.name == "islands" }).files()
    let name = try #require(files.keys.filter { $0.hasSuffix(".map") }.max())
    var bytes = try #require(files[name])
    let file = try bytes.withUnsafeBytes { try FileHeader(decoding: $0) }
    let header = ByteBuffer()
    MapHeader(first: first &- 80, count: 80).encode(
      into: header, seed: FrameSeed(storeID: file.storeID, fileID: file.fileID))
    bytes.replaceSubrange(64..<128, with: header.array())
    files[name] = bytes
    let store = try Fixture.open(files)
    var cursor = try store.sessions()
    var count = 0
    while try cursor.next() != nil { count += 1 }
    #expect(count <= (try store.counts(for: nil).total))
  }

  @Test(
    "a next revision far from any in use is refused, and does not cost memory by its size",
    .enabled(if: AddressSpace.canBeLimited, AddressSpace.skipReason))
  func absurdRevision() async {
    await #expect(processExitsWith: .success) {
      AddressSpace.limit()
      let world = try MadeUpNumbersTests.store()
      let path = try #require(world.files(".manifest").last)
      let bytes = try #require(world.disk.contents(of: path))
      let manifest = try MadeUpNumbersTests.manifest(bytes).with(nextRevision: 1 << 44)
      world.disk.setContents(of: path, to: manifest.encode().array())
      MadeUpNumbersTests.use(world, "a next revision of 2^44")
    }
  }

  @Test("a store that has given out all revisions says so, and goes on with what needs none")
  func usedUp() throws {
    let world = try Self.store()
    let path = try #require(world.files(".manifest").last)
    let bytes = try #require(world.disk.contents(of: path))
    let manifest = try Self.manifest(bytes).with(nextRevision: StoreLoader.newRevisionMax - 2)
    world.disk.setContents(of: path, to: manifest.encode().array())
    try world.start()
    try world.store.save([session(30), session(31)])
    #expect(errorCode { try world.store.save([session(32)]) } == .tooLarge)
    try world.reopen()
    #expect(errorCode { try world.store.save([session(32)]) } == .tooLarge)
    #expect(try world.store.delete([session(30).key]) == 1)
    try world.store.resetBackupState()
    try world.store.compact()
    try world.reopen()
    #expect(try world.store.session(session(31).key) == session(31))
    #expect(try world.store.session(session(30).key) == nil)
    #expect(world.store.damageReport.isEmpty)
  }

  @Test(
    "revisions that leap again and again do not cost memory by their size",
    .enabled(if: AddressSpace.canBeLimited, AddressSpace.skipReason))
  func leaps() async {
    await #expect(processExitsWith: .success) {
      AddressSpace.limit()
      let world = try MadeUpNumbersTests.store()
      let manifestPath = try #require(world.files(".manifest").last)
      let bytes = try #require(world.disk.contents(of: manifestPath))
      let manifest = try MadeUpNumbersTests.manifest(bytes)
      let path = try #require(world.files(".segment").last)
      let log = try #require(world.disk.contents(of: path))
      let last = try #require(manifest.entries.last { $0.name.kind == .segment })
      let encoder = CommitEncoder(
        seed: FrameSeed(storeID: manifest.storeID, fileID: last.name.id),
        file: last.name.id, fileOffset: UInt64(log.count))
      for step in 1...40_000 as ClosedRange<UInt64> {
        encoder.begin()
        encoder.append(
          .setting, name: FrameName(first: [1]), payload: [],
          sequence: Sequence48(manifest.nextSequence.rawValue + step), revision: step << 24)
        _ = encoder.end(syncedThrough: 128, nextRevision: step << 24)
      }
      world.disk.setContents(of: path, to: log + encoder.buffer.array())
      MadeUpNumbersTests.use(world, "revisions in leaps")
    }
  }

  /// Just below the limit the index takes as much memory as that many revisions would.
  @Test(
    "in a frame at the end of the log", arguments: numbers.filter { $0 < 1 << 30 || $0 > 1 << 32 })
  func frames(number: UInt64) throws {
    let small = number & ((1 << 48) - 1)
    var random = SplitMix64(seed: number)
    for kind in FrameKind.allCases where kind != .commit {
      for name in [FrameName(session(2).key), FrameName(Self.version), nil] {
        let world = try Self.store()
        let manifestPath = try #require(world.files(".manifest").last)
        let manifest = try Self.manifest(try #require(world.disk.contents(of: manifestPath)))
        let path = try #require(world.files(".segment").last)
        let bytes = try #require(world.disk.contents(of: path))
        let last = try #require(manifest.entries.last { $0.name.kind == .segment })
        let encoder = CommitEncoder(
          seed: FrameSeed(storeID: manifest.storeID, fileID: last.name.id),
          file: last.name.id, fileOffset: UInt64(bytes.count))
        encoder.begin()
        let payload = (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        encoder.append(
          kind, name: name, payload: payload,
          sequence: Sequence48(random.oneIn(2) ? small : manifest.nextSequence.rawValue + 1),
          revision: random.oneIn(2) ? small : manifest.nextRevision.rawValue)
        let promise = random.oneIn(2) ? number : 128
        #expect(encoder.end(syncedThrough: promise, nextRevision: small))
        world.disk.setContents(of: path, to: bytes + encoder.buffer.array())
        Self.use(world, "\(kind) \(number)")
      }
    }
  }
}

extension ManifestSnapshot {
  fileprivate func with(nextRevision: UInt64) -> ManifestSnapshot {
    ManifestSnapshot(
      fileID: fileID, storeID: storeID, hashKey: hashKey, basisSequence: basisSequence,
      basisFile: basisFile, basisOffset: basisOffset, nextFileID: nextFileID,
      nextSequence: nextSequence, nextRevision: Revision(nextRevision), entries: entries)
  }
}
