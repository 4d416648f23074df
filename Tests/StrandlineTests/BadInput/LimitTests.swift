import Strandline
import StrandlineTestSupport
import Testing

@Suite("Bad input: limits")
struct LimitTests {
  static let version = BackupVersion("1")

  static func key(room: Int = 5, session: Int = 5) -> SessionKey {
    SessionKey(
      room: [UInt8](repeating: 0xFF, count: room), session: [UInt8](repeating: 0, count: session))
  }

  @Test(
    "ids of 1 and of 255 bytes, any bytes, are good", arguments: [(1, 1), (255, 255), (1, 255)])
  func goodIDs(room: Int, session: Int) throws {
    let world = try World()
    let record = SessionRecord(
      key: Self.key(room: room, session: session), payload: [],
      senderKey: [UInt8](repeating: 255, count: 32), senderDataKind: 255)
    #expect(try world.store.save([record]) == [.inserted])
    var batch = WriteBatch()
    batch.withhold(record.key, info: [1])
    try world.store.commit(batch)
    try world.crash(CrashImage.none)
    #expect(try world.store.session(record.key) == record)
    #expect(try world.store.sessions(inRoom: record.key.room).rest() == [record])
    #expect(try world.store.withheld(record.key) == [1])
    #expect(try world.store.allPending(Self.version) == [record])
    #expect(try world.store.delete([record.key]) == 1)
  }

  @Test(
    "ids of 0 and of 256 bytes: writing is invalidArgument, reading finds nothing",
    arguments: [(0, 5), (5, 0), (256, 5), (5, 256), (0, 0), (70_000, 70_000)])
  func badIDs(room: Int, session: Int) throws {
    let world = try World()
    let store = world.store
    let key = Self.key(room: room, session: session)
    let record = SessionRecord(key: key, payload: [1])
    let good = SessionRecord(key: Self.key(), payload: [1])
    #expect(errorCode { try store.save([good, record]) } == .invalidArgument)
    #expect(errorCode { try store.delete([good.key, key]) } == .invalidArgument)
    let legacy = [good, record].map { LegacySession(record: $0, needsBackup: true) }
    #expect(errorCode { try store.importLegacy(legacy) } == .invalidArgument)
    let upload = Upload(key: key, firstKnownIndex: 0)
    #expect(errorCode { try store.acknowledge([upload], for: Self.version) } == .invalidArgument)
    var batch = WriteBatch()
    batch.save(good)
    batch.withhold(key, info: [1])
    #expect(errorCode { try store.commit(batch) } == .invalidArgument)
    #expect(try store.counts(for: nil).total == 0)
    #expect(try store.session(key) == nil)
    #expect(try store.withPayload(of: key) { _ in 1 } == nil)
    #expect(try store.withheld(key) == nil)
    #expect(try store.sessions(inRoom: key.room).rest().isEmpty)
    #expect(try store.withheld(inRoom: key.room).isEmpty)
  }

  @Test("a sender key has 0 or 32 bytes", arguments: [1, 31, 33, 64])
  func senderKeys(byteCount: Int) throws {
    let store = try World().store
    let bytes = [UInt8](repeating: 1, count: byteCount)
    #expect(errorCode { try store.save([session(1, senderKey: bytes)]) } == .invalidArgument)
    for wrong in [bytes, []] {
      let code = errorCode {
        _ = try store.sessions(fromSender: wrong, kind: 0, after: nil, limit: 1)
      }
      #expect(code == .invalidArgument)
    }
    let sender = [UInt8](repeating: 1, count: 32)
    for limit in [0, -1, Int.min] {
      let code = errorCode {
        _ = try store.sessions(fromSender: sender, kind: 0, after: nil, limit: limit)
      }
      #expect(code == .invalidArgument)
    }
    let none = try store.sessions(
      fromSender: sender, kind: 0, after: Self.key(room: 0, session: 300), limit: .max)
    #expect(none.isEmpty)
  }

  @Test("a payload of 16 MiB is good, one byte more is tooLarge, and nothing of its batch is saved")
  func payloads() throws {
    let world = try World()
    let largest = SessionRecord(
      key: Self.key(), payload: [UInt8](repeating: 7, count: 16 << 20))
    var larger = largest
    larger.payload.append(7)
    #expect(errorCode { try world.store.save([session(1), larger]) } == .tooLarge)
    #expect(try world.store.counts(for: nil).total == 0)
    #expect(try world.store.save([largest]) == [.inserted])
    try world.crash(CrashImage.none)
    #expect(try world.store.session(largest.key) == largest)
    let byteCount = try world.store.withPayload(of: largest.key) { $0.byteCount }
    #expect(byteCount == 16 << 20)
  }

  @Test("a batch is at most 16 MiB and one payload; an import splits itself")
  func batches() throws {
    let world = try World(durability: .buffered)
    let byteCount = 5 << 20
    let records = (1...5).map { session($0, byteCount: byteCount) }
    #expect(errorCode { try world.store.save(records) } == .tooLarge)
    #expect(try world.store.counts(for: nil).total == 0)
    #expect(try world.store.save(Array(records.prefix(4))).count == 4)
    let legacy = records.map { LegacySession(record: $0, needsBackup: true) }
    #expect(
      try world.store.importLegacy(legacy)
        == [.unchanged, .unchanged, .unchanged, .unchanged, .inserted])
  }

  @Test("setting names have 1 to 255 bytes and values at most 1 MiB")
  func settings() throws {
    let store = try World().store
    let largest = [UInt8](repeating: 1, count: 1 << 20)
    let longest = String(repeating: "n", count: 255)
    try store.set(longest, to: largest)
    #expect(try store.setting(longest) == largest)
    for name in ["", longest + "n", String(repeating: "é", count: 128)] {
      #expect(errorCode { try store.set(name, to: [1]) } == .invalidArgument)
      #expect(errorCode { try store.set(name, to: nil) } == .invalidArgument)
      #expect(try store.setting(name) == nil)
    }
    #expect(errorCode { try store.set("a", to: largest + [1]) } == .invalidArgument)
    var batch = WriteBatch()
    batch.withhold(Self.key(), info: largest + [1])
    #expect(errorCode { try store.commit(batch) } == .invalidArgument)
  }

  @Test("setting names compare by bytes")
  func settingNames() throws {
    let world = try World()
    let names = ["e\u{301}", "\u{e9}", "E\u{301}", "e", "a\0b", "a"]
    for (place, name) in names.enumerated() { try world.store.set(name, to: [UInt8(place)]) }
    try world.reopen()
    for (place, name) in names.enumerated() {
      #expect(try world.store.setting(name) == [UInt8(place)])
    }
  }

  static let badVersions = [
    BackupVersion(""), BackupVersion(String(repeating: "v", count: 256)),
    BackupVersion(String(repeating: "é", count: 128)),
    BackupVersion("1", publicKey: [UInt8](repeating: 1, count: 256)),
  ]

  @Test("a version outside the limits is invalidArgument everywhere", arguments: badVersions)
  func versions(version: BackupVersion) throws {
    let world = try World()
    let store = world.store
    let legacy = [LegacySession(record: session(1), needsBackup: false)]
    let upload = Upload(key: session(1).key, firstKnownIndex: 0)
    let calls: [() throws -> Void] = [
      { _ = try store.save([session(1)], backedUpTo: version) },
      { _ = try store.importLegacy(legacy, knownVersion: version) },
      { _ = try store.importLegacy([], knownVersion: version) },
      { _ = try store.pending(for: version, limit: 1) },
      { _ = try store.acknowledge([upload], for: version) },
      { _ = try store.acknowledge([], for: version) },
      { _ = try store.counts(for: version) },
      { try store.forgetBackup(version) },
    ]
    for call in calls { #expect(errorCode(call) == .invalidArgument) }
    let empty = errorCode { _ = try store.save([], backedUpTo: version) }
    #expect(empty == .invalidArgument)
    #expect(try store.counts(for: nil).total == 0)
    #expect(try store.backupVersions().isEmpty)
  }

  @Test("a version of 255 bytes with a key of 255 bytes is good")
  func longestVersion() throws {
    let world = try World()
    let version = BackupVersion(
      String(repeating: "v", count: 255), publicKey: [UInt8](repeating: 0, count: 255))
    try world.store.save([session(1)], backedUpTo: version)
    try world.crash(CrashImage.none)
    #expect(try world.store.backedUp(version) == 1)
    try world.store.forgetBackup(version)
    try world.crash(CrashImage.none)
    #expect(try world.store.backedUp(version) == 0)
    #expect(try world.store.backupVersions().map(\.version) == [version])
  }

  @Test("sizes in the options are clamped", arguments: [Int.min, -1, 0, 1, .max])
  func options(size: Int) throws {
    let disk = SimulatedDisk(seed: 1)
    var options = Options()
    options.segmentByteCountMax = size
    options.deltaByteCountMax = size
    let store = try SessionStore.open(
      at: World.path, options: options,
      environment: .simulated(process: disk.process(), seed: 1))
    for number in 0..<20 { try store.save([session(number, byteCount: 1000)]) }
    #expect(try store.listing().count == 20)
    try store.close()
    try store.reopen()
    #expect(try store.listing().count == 20)
  }

  @Test("empty calls do nothing")
  func empty() throws {
    let world = try World()
    let store = world.store
    #expect(try store.save([]).isEmpty)
    #expect(try store.delete([]) == 0)
    #expect(try store.commit(WriteBatch()).isEmpty)
    #expect(try store.importLegacy([]).isEmpty)
    #expect(try store.pending(for: Self.version, limit: 1).isEmpty)
    #expect(try store.acknowledge([], for: Self.version).recorded == 0)
    #expect(try store.acknowledge(try store.pending(for: Self.version, limit: 1)).recorded == 0)
    try world.reopen()
    #expect(store.damageReport.isEmpty)
  }
}
