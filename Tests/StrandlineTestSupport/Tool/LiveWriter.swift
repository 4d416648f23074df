package import Strandline

/// A program that works on a store without a pause: saves, improves, deletes, acknowledges, resets,
/// compacts, closes and opens again, in files so small that they come and go all the time.
package struct LiveWriter {
  /// A session that is always there, for verbs that ask for one.
  package static let anchor = SessionKey(room: "!anchor:example.org", session: "anchor")
  package static let version = BackupVersion("1")

  private static let keyCount = 300
  private static let turnCountPerOpening = 300

  private let path: String
  private var random: SplitMix64
  private var number = 0

  package init(_ path: String, seed: UInt64) {
    self.path = path
    random = SplitMix64(seed: seed)
  }

  private static var options: Options {
    var options = Options()
    options.segmentByteCountMax = 64 << 10
    options.deltaByteCountMax = 8 << 10
    return options
  }

  /// Makes the store, with something of everything in it.
  package mutating func begin() throws(StoreError) {
    let store = try SessionStore.open(at: path, options: Self.options)
    _ = try store.save([
      SessionRecord(key: Self.anchor, payload: Array("anchor".utf8), firstKnownIndex: 0)
    ])
    for _ in 0..<200 { try turn(store) }
    try store.close()
  }

  /// Works for as long as it is wanted; answers how many turns there were.
  package mutating func run(while isWanted: () -> Bool) throws(StoreError) -> Int {
    let begin = number
    while isWanted() {
      let store = try SessionStore.open(at: path, options: Self.options)
      for _ in 0..<Self.turnCountPerOpening where isWanted() { try turn(store) }
      try store.close()
      try check()
    }
    return number - begin
  }

  /// A close, in whatever it met the background's work, leaves all that the manifest names.
  private func check() throws(StoreError) {
    var options = Options()
    options.readOnly = true
    let store = try SessionStore.open(at: path, options: options)
    let report = try store.verify(.quick)
    try store.close()
    guard report.isClean else {
      throw StoreError(.corrupt, "after a close: \(report.findings)", path: path)
    }
  }

  private mutating func turn(_ store: SessionStore) throws(StoreError) {
    number += 1
    var batch = WriteBatch()
    for _ in 0..<(1 + random.below(6)) {
      batch.save(record(), policy: random.oneIn(2) ? .keepBetter : .replace)
    }
    if random.oneIn(3) { batch.delete(key()) }
    if random.oneIn(5) { batch.set("token", to: Array("\(number)".utf8)) }
    if random.oneIn(20) { batch.withhold(key(), info: random.oneIn(2) ? [1] : nil) }
    let durability: Durability = [.durable, .ordered, .buffered, .buffered][random.below(4)]
    _ = try store.commit(batch, durability: durability)
    if number % 10 == 0 {
      _ = try store.acknowledge(store.pending(for: Self.version, limit: 40))
    }
    if number % 170 == 0 { try store.resetBackupState() }
    if number % 410 == 0 { try store.forgetBackup(Self.version) }
    if number % 130 == 0 { try store.compact() }
    if number % 900 == 0 { try store.purge() }
  }

  private mutating func key() -> SessionKey {
    let number = random.below(Self.keyCount)
    return SessionKey(room: "!room\(number % 5):example.org", session: "session-\(number)")
  }

  private mutating func record() -> SessionRecord {
    let payload = [UInt8](
      repeating: UInt8(truncatingIfNeeded: random.next()), count: random.below(1500))
    return SessionRecord(
      key: key(), payload: payload, firstKnownIndex: UInt32(random.below(20)),
      senderKey: random.oneIn(2) ? [UInt8](repeating: 9, count: 32) : [],
      senderDataKind: UInt8(random.below(3)))
  }
}
