import Foundation
import Strandline
import StrandlineTestSupport

/// A store on a disk that gets full, and what it must hold by the rules.
struct FullDiskRun {
  static let versions = [BackupVersion("1"), BackupVersion("2", publicKey: [1, 2, 3])]
  static let rooms = ["!a", "!b", "!c"].map { Array($0.utf8) }

  let disk: SmallDisk
  private var opened: SessionStore?
  var random: SplitMix64
  var model = ModelStore()
  private(set) var commitCount = 0
  private(set) var refusalCount = 0
  private let options: Options
  private let payloadByteCountMax: Int
  private var keyCount = 0

  init(_ disk: SmallDisk, seed: UInt64) throws {
    self.disk = disk
    random = SplitMix64(seed: seed)
    var options = Options()
    // Many files: the log rolls and index files are written until there is no space for them.
    options.segmentByteCountMax = 64 << (10 + random.below(5))
    options.deltaByteCountMax = 8 << (10 + random.below(6))
    payloadByteCountMax = [1500, 6000, 64 << 10][random.below(3)]
    self.options = options
    try open()
  }

  var store: SessionStore {
    guard let opened else { preconditionFailure("a run has a store while it is used") }
    return opened
  }

  private mutating func open() throws(StoreError) {
    opened = try SessionStore.open(at: disk.path + "/store", options: options)
  }

  /// How a life of the store ends.
  enum Ending: Int, CaseIterable {
    case close
    /// Without a word, as a killed process does.
    case abandon
  }

  mutating func reopen(after ending: Ending) throws {
    if ending == .close { try store.close() }
    opened = nil
    try open()
  }

  /// Saves, with all that belongs to it, until a save is refused.
  mutating func fill() throws {
    while try step() {}
  }

  /// A call or two that need space; false when the disk is full.
  mutating func step() throws -> Bool {
    if random.oneIn(6), commitCount > 0 {
      try changeWithoutSaving()
      return true
    }
    if random.oneIn(8) { return try importLegacy() }
    return try save()
  }

  private mutating func save() throws -> Bool {
    let records = (0..<(1 + random.below(20))).map { _ in record() }
    let version = random.oneIn(4) ? Self.versions[random.below(2)] : nil
    var batch = WriteBatch()
    for record in records { batch.save(record, backedUpTo: version) }
    let value = [UInt8](repeating: UInt8(random.below(256)), count: random.below(100))
    batch.set("token", to: value)
    let outcomes: [SaveOutcome]
    do {
      outcomes = try store.commit(batch, durability: durability())
    } catch {
      try refused(error)
      return false
    }
    let steps = records.map {
      ModelStore.BatchStep.save($0, backedUpTo: version, policy: .keepBetter)
    }
    try expect(outcomes == model.commit(steps + [.set("token", value)]), "outcomes of a batch")
    commitCount += 1
    return true
  }

  private mutating func importLegacy() throws -> Bool {
    // One at a time: an import splits itself, and a part of it might be there.
    let session = LegacySession(record: record(), needsBackup: random.oneIn(3))
    let outcomes: [SaveOutcome]
    do {
      outcomes = try store.importLegacy([session], durability: durability())
    } catch {
      try refused(error)
      return false
    }
    try expect(outcomes == [model.importOne(session, knownVersion: nil)], "outcome of an import")
    commitCount += 1
    return true
  }

  /// Says which error a full disk has to be.
  private mutating func refused(_ error: StoreError) throws {
    refusalCount += 1
    try expect(error.code == .noSpace, "a save on a full disk ends with \(error)")
    try expect(
      error.path?.hasPrefix(disk.path) ?? false, "the error names no path on the disk: \(error)")
  }

  /// New ones mostly, copies of stored ones with any index at times.
  private mutating func record() -> SessionRecord {
    if keyCount == 0 || !random.oneIn(5) { keyCount += 1 }
    let number = random.oneIn(3) ? random.below(keyCount) : keyCount - 1
    let size = random.oneIn(3) ? random.below(payloadByteCountMax) : payloadByteCountMax / 4
    var bytes = SplitMix64(seed: random.next())
    return SessionRecord(
      key: key(number), payload: (0..<size).map { _ in UInt8(truncatingIfNeeded: bytes.next()) },
      firstKnownIndex: UInt32(random.below(6)))
  }

  /// Keys that were given out, also those of sessions that are deleted by now.
  mutating func someKeys(_ count: Int) -> [SessionKey] {
    Array(Set((0..<count).map { _ in random.below(keyCount) }).sorted().map(key))
  }

  private func key(_ number: Int) -> SessionKey {
    SessionKey(room: Self.rooms[number % 3], session: Array("session-\(number)".utf8))
  }

  mutating func durability() -> Durability {
    [.durable, .ordered, .buffered][random.below(3)]
  }

  func expect(_ claim: Bool, _ what: @autoclosure () -> String) throws {
    guard claim else { throw Violation(.answer, what()) }
  }
}
