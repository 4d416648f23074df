import Strandline
import StrandlineTestSupport

extension ThreadWork {
  mutating func get() throws {
    let key = ownKey()
    let wanted = result.owned[key]
    let stored = try store.session(key)
    try expect(stored == wanted, "a session read by key is not what was saved")
    let byteCount = try store.withPayload(of: key) { bytes throws(StoreError) in bytes.byteCount }
    try expect(byteCount == wanted?.payload.count, "a payload has another length than saved")
  }

  /// All own sessions through the cursor of their room.
  mutating func readRoom() throws {
    var cursor = try store.sessions(inRoom: room)
    var found: [SessionKey: SessionRecord] = [:]
    while let record = try cursor.next() {
      try expect(found.updateValue(record, forKey: record.key) == nil, "a room shows one twice")
    }
    try expect(found == result.owned, "a room is not what was saved in it")
  }

  /// All own sessions of one kind, page by page.
  mutating func pageSender() throws {
    let kind = UInt8(random.below(2))
    let limit = 10 + random.below(100)
    var found: [SessionRecord] = []
    while true {
      let page = try store.sessions(
        fromSender: senderKey, kind: kind, after: found.last?.key, limit: limit)
      found += page
      if page.count < limit { break }
    }
    let wanted = result.owned.values.filter { $0.senderDataKind == kind }
    try expect(
      found.count == wanted.count && Set(found) == Set(wanted),
      "the pages of a sender are not what was saved")
  }

  /// Everything, as of one moment: own sessions are known, others may come and go.
  mutating func stream() throws {
    let totalMin = result.owned.count
    var cursor = try store.sessions()
    var own = 0
    while let record = try cursor.next() {
      guard record.key.room == room else { continue }
      own += 1
      try expect(record == result.owned[record.key], "a stream shows what was not saved")
    }
    try expect(own == totalMin, "a stream shows \(own) own sessions, not \(totalMin)")
  }

  mutating func count() throws {
    let version = random.oneIn(4) ? nil : Self.versions[random.below(2)]
    let counts = try store.counts(for: version)
    try expect(
      counts.backedUp <= counts.total && counts.total >= result.owned.count + result.shared.count,
      "impossible counts: \(counts)")
    try expect(version != nil || counts.backedUp == 0, "without a version nothing is backed up")
  }
}
