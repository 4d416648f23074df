package import Strandline

/// Makes a run's operations from its seed.
///
/// The key space is small on purpose: overwrites, improvements, deletions and acknowledgements must
/// meet.
package struct OperationGenerator {
  /// What a run's misfortunes are about.
  package enum Weather: String, Sendable, CaseIterable {
    case crashes, powerCuts, faults, fullDisk, media
  }

  var random: SplitMix64
  let weather: Weather
  private var tag: UInt64 = 0
  /// Whether some saves are made by several threads: such a run does not repeat call by call.
  package var usesThreads = false

  package static let rooms = ["!a", "!b", "!c"].map { Array($0.utf8) }
  package static let keys = rooms.flatMap { room in
    (0..<4).map { SessionKey(room: room, session: Array("s\($0)".utf8)) }
  }
  package static let versions = [
    BackupVersion("1"), BackupVersion("1", publicKey: [7]), BackupVersion("2"),
    BackupVersion("caf\u{e9}"),
  ]
  package static let senders: [[UInt8]] = [
    [], [UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32),
  ]
  package static let settings = ["token", "key"]
  package static let kinds: [UInt8] = [0, 1]

  package init(seed: UInt64, weather: Weather) {
    random = SplitMix64(seed: seed)
    self.weather = weather
  }

  /// A whole run.
  package mutating func operations(count: Int) -> [Operation] {
    var result: [Operation] = []
    while result.count < count {
      if random.oneIn(14) { result += misfortune() } else { result.append(work()) }
    }
    if weather == .media { result.append(damage()) }
    return result
  }

  mutating func work() -> Operation {
    switch random.below(100) {
    case 0..<26: save()
    case 26..<29: usesThreads ? together() : save()
    case 29..<34: .delete(someKeys(atMost: 2), durability())
    case 34..<42: .commit((0..<(1 + random.below(4))).map { _ in step() }, durability())
    case 42..<49: importLegacy()
    case 49..<58: .hold(version(), limit: 1 + random.below(6))
    case 58..<68: .acknowledgeHeld(random.below(8))
    case 68..<74: .acknowledge(uploads(), version())
    case 74..<76: .reset
    case 76..<80: .forget(version())
    case 80..<82: .set(pick(Self.settings), random.oneIn(4) ? nil : bytes(atMost: 40))
    case 82..<85: .flush
    case 85..<90: .read(key())
    case 90..<93: .compare
    case 93..<96: .look
    case 96..<98: .background(random.below(8))
    case 98: .reopen
    default: .restart
    }
  }

  private mutating func save() -> Operation {
    let records = (0..<(random.oneIn(3) ? 1 + random.below(3) : 1)).map { _ in record() }
    let version = random.oneIn(6) ? self.version() : nil
    return .save(records, backedUpTo: version, policy: policy(with: version), durability())
  }

  private mutating func together() -> Operation {
    let key = key()
    let records = (0..<(2 + random.below(2))).map { _ in
      var record = record()
      if !random.oneIn(3) { record.key = key }
      return record
    }
    return .together(records, durability())
  }

  private mutating func importLegacy() -> Operation {
    let sessions = (0..<(1 + random.below(3))).map { _ in
      LegacySession(record: record(), needsBackup: random.oneIn(3))
    }
    return .importLegacy(
      sessions, knownVersion: random.oneIn(5) ? version() : nil, durability())
  }

  private mutating func step() -> ModelStore.BatchStep {
    switch random.below(10) {
    case 0..<5:
      let version = random.oneIn(5) ? self.version() : nil
      return .save(record(), backedUpTo: version, policy: policy(with: version))
    case 5..<7: return .delete(key())
    case 7: return .set(pick(Self.settings), random.oneIn(4) ? nil : bytes(atMost: 40))
    default: return .withhold(key(), random.oneIn(3) ? nil : bytes(atMost: 20))
    }
  }

  private mutating func policy(with version: BackupVersion?) -> SavePolicy {
    switch random.below(8) {
    case 0: .replace
    case 1: version == nil ? .requeue : .keepBetter
    default: .keepBetter
    }
  }

  private mutating func record() -> SessionRecord {
    let size = random.oneIn(10) ? random.below(2048) : random.below(120)
    return SessionRecord(
      key: key(), payload: payload(size),
      firstKnownIndex: UInt32(random.below(6)), senderKey: pick(Self.senders),
      senderDataKind: pick(Self.kinds))
  }

  /// Sometimes the same bytes again, so that a save can find an identical copy.
  private mutating func payload(_ size: Int) -> [UInt8] {
    if random.oneIn(4) { return [1, 2, 3] }
    tag += 1
    var bytes = SplitMix64(seed: tag)
    return (0..<size).map { _ in UInt8(truncatingIfNeeded: bytes.next()) }
  }

  private mutating func uploads() -> [Upload] {
    someKeys(atMost: 4).map { Upload(key: $0, firstKnownIndex: UInt32(random.below(6))) }
  }

  private mutating func someKeys(atMost limit: Int) -> [SessionKey] {
    Array(Set((0..<(1 + random.below(limit))).map { _ in random.below(Self.keys.count) }).sorted())
      .map { Self.keys[$0] }
  }

  private mutating func bytes(atMost limit: Int) -> [UInt8] {
    (0..<random.below(limit)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  private mutating func key() -> SessionKey { pick(Self.keys) }
  mutating func version() -> BackupVersion { pick(Self.versions) }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[random.below(elements.count)]
  }

  mutating func durability() -> Durability {
    switch random.below(10) {
    case 0..<4: .durable
    case 4..<6: .ordered
    default: .buffered
    }
  }
}
