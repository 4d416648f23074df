import Strandline
import StrandlineTestSupport

/// An endless history of commits, each decided by its number alone, and the state behind each.
///
/// Sessions are replaced and deleted often, so that the log is mostly dead and is compacted.
struct NumberedHistory {
  static let rooms = ["!a", "!b", "!c"].map { Array($0.utf8) }
  static let keys = (0..<400).map { number in
    SessionKey(room: rooms[number % 3], session: Array("session-\(number)".utf8))
  }
  /// Names the setting that says how many commits there are.
  static let setting = "commits"
  static let version = BackupVersion("1")

  private(set) var count = 0
  /// Which commit wrote the copy that a session has; nil without one.
  private(set) var writers = [Int?](repeating: nil, count: keys.count)
  var sessionCount: Int { writers.count { $0 != nil } }

  /// What a commit does: the places of the keys it saves, and those it deletes.
  private static func changes(_ number: Int) -> (saved: [Int], deleted: [Int]) {
    var random = SplitMix64(seed: SplitMix64.mixed(UInt64(number)))
    let saved = (0..<(1 + random.below(8))).map { _ in random.below(keys.count) }
    return (saved, random.oneIn(3) ? [random.below(keys.count)] : [])
  }

  /// What a commit writes.
  static func batch(_ number: Int) -> WriteBatch {
    let (saved, deleted) = changes(number)
    var batch = WriteBatch()
    for key in saved { batch.save(record(key, writtenBy: number), policy: .replace) }
    for key in deleted { batch.delete(keys[key]) }
    batch.set(setting, to: Array("\(number + 1)".utf8))
    return batch
  }

  /// The copy of a session that a commit wrote.
  static func record(_ key: Int, writtenBy number: Int) -> SessionRecord {
    var random = SplitMix64(seed: UInt64(number) << 16 | UInt64(key))
    let size = random.below(2000)
    return SessionRecord(
      key: keys[key], payload: (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) },
      firstKnownIndex: UInt32(number % 5))
  }

  mutating func advance(to number: Int) {
    while count < number {
      let (saved, deleted) = Self.changes(count)
      for key in saved { writers[key] = count }
      for key in deleted { writers[key] = nil }
      count += 1
    }
  }

  /// The record a session has now.
  func record(_ key: Int) -> SessionRecord? {
    writers[key].map { Self.record(key, writtenBy: $0) }
  }
}
