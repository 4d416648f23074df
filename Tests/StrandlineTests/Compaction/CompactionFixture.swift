import Strandline
import StrandlineTestSupport
import Testing

/// A store with much that was replaced and deleted, over several segments.
struct CompactionFixture {
  static let a = BackupVersion("A")
  static let b = BackupVersion("B", publicKey: [1, 2, 3])
  static let sender = [UInt8](repeating: 6, count: 32)
  static let settings = ["token", "other"]

  /// All a store serves.
  struct Contents: Equatable {
    var sessions: [SessionKey: SessionRecord] = [:]
    var listing: [SessionRecord] = []
    var pending: [[SessionRecord]] = []
    var backedUp: [Int] = []
    var total = 0
    var settings: [[UInt8]?] = []
    var withheld: [[UInt8]?] = []
    var bySender: [SessionRecord] = []
  }

  static func contents(_ store: SessionStore, upTo count: Int = 60) throws -> Contents {
    var contents = Contents()
    for number in 0..<count {
      let key = session(number).key
      contents.sessions[key] = try store.session(key)
      contents.withheld.append(try store.withheld(key))
    }
    contents.listing = try store.listing()
    contents.pending = try [a, b].map { try store.allPending($0) }
    contents.backedUp = try [a, b].map { try store.backedUp($0) }
    contents.total = try store.counts(for: nil).total
    contents.settings = try settings.map { try store.setting($0) }
    contents.bySender = try store.sessions(fromSender: sender, kind: 1, after: nil, limit: 1000)
    return contents
  }

  /// Saves, improves, rewrites, deletes, acknowledges.
  static func fill(_ store: SessionStore, count: Int = 40, byteCount: Int = 300) throws {
    for number in 0..<count {
      let key = number % 3 == 0 ? sender : []
      try store.save([session(number, byteCount: byteCount, senderKey: key, kind: 1)])
      if number % 7 == 3 { try store.set("token", to: [UInt8(number)]) }
      if number % 11 == 5 {
        var batch = WriteBatch()
        batch.withhold(session(number).key, info: [UInt8(number)])
        try store.commit(batch)
      }
      if number % 10 == 9 {
        try store.acknowledge(try store.pending(for: a, limit: 5))
        try store.acknowledge(try store.pending(for: b, limit: 3))
      }
    }
    for number in stride(from: 0, to: count, by: 2) {
      switch number % 8 {
      case 0: try store.delete([session(number).key])
      case 2: try store.save([session(number, index: 1, byteCount: byteCount)])
      case 4: try store.save([session(number, variant: 1, byteCount: byteCount)])
      default: break
      }
    }
  }
}

extension World {
  /// Bytes of all segments.
  var segmentByteCount: Int {
    files(".segment").reduce(0) { $0 + (disk.contents(of: $1)?.count ?? 0) }
  }

  /// Whether any file holds these bytes.
  func holds(_ payload: [UInt8]) -> Bool {
    files(".segment").contains { path in
      guard let bytes = disk.contents(of: path) else { return false }
      return bytes.withUnsafeBytes { haystack in
        payload.withUnsafeBytes { needle in
          (0...max(0, haystack.count - needle.count)).contains { start in
            haystack.count >= start + needle.count
              && haystack[start..<start + needle.count].elementsEqual(needle)
          }
        }
      }
    }
  }
}
