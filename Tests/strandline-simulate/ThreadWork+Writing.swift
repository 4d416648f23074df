import Strandline
import StrandlineTestSupport

extension ThreadWork {
  private mutating func payload() -> [UInt8] {
    let byte = UInt8(truncatingIfNeeded: random.next())
    return [UInt8](repeating: byte, count: random.below(400))
  }

  /// A batch of own sessions, new or met again.
  mutating func save() throws {
    var batch: [SessionRecord] = []
    var expected: [SaveOutcome] = []
    for _ in 0...random.below(4) {
      let key = ownKey()
      if let stored = result.owned[key] {
        batch.append(stored)
        expected.append(.unchanged)
      } else {
        let record = SessionRecord(
          key: key, payload: payload(), firstKnownIndex: UInt32(500 + random.below(500)),
          senderKey: senderKey, senderDataKind: UInt8(random.below(2)))
        batch.append(record)
        expected.append(.inserted)
        result.owned[key] = record
      }
    }
    let outcomes = try store.save(batch, durability: durability())
    try expect(outcomes == expected, "a save answered \(outcomes), not \(expected)")
  }

  /// A copy that opens earlier messages, and one that opens fewer.
  mutating func improve() throws {
    guard var record = ownedRecord() else { return }
    var worse = record
    worse.firstKnownIndex += 1
    worse.payload = payload()
    var expected: [SaveOutcome] = [.keptExisting]
    var batch = [worse]
    if record.firstKnownIndex > 0 {
      record.firstKnownIndex -= 1
      record.payload = payload()
      result.owned[record.key] = record
      batch.append(record)
      expected.append(.improved)
    }
    let outcomes = try store.save(batch, durability: durability())
    try expect(outcomes == expected, "an improvement answered \(outcomes), not \(expected)")
  }

  /// Another payload, or another kind, at the same index.
  mutating func rewrite() throws {
    guard var record = ownedRecord() else { return }
    if random.oneIn(2) { record.senderDataKind ^= 1 } else { record.payload.append(7) }
    if record.payload.count > 1000 { record.payload = [8] }
    let outcomes = try store.save([record], durability: durability())
    try expect(outcomes == [.rewritten], "a rewrite answered \(outcomes)")
    result.owned[record.key] = record
  }

  /// A session that other threads save as well, with an index of chance.
  mutating func share() throws {
    let number = random.below(Self.sharedCount)
    let key = SessionKey(room: Self.sharedRoom, session: Array("\(number)".utf8))
    let index = UInt32(random.below(100_000))
    let record = SessionRecord(key: key, payload: [UInt8(result.thread)], firstKnownIndex: index)
    // Down before the save: somebody else may upload it at once.
    result.shared[key] = min(index, result.shared[key] ?? .max)
    let isUploaded = random.oneIn(4)
    let version = Self.versions[0]
    if isUploaded { note([record], version) }
    let outcome = try store.save(
      [record], backedUpTo: isUploaded ? version : nil, durability: durability())
    try expect(outcome.count == 1, "one record, \(outcome.count) outcomes")
    let stored = try store.session(key)
    try expect(
      stored.map { $0.firstKnownIndex <= index } ?? false, "a shared session is worse than saved")
  }

  mutating func delete() throws {
    let keys = (0...random.below(2)).map { _ in ownKey() }
    let count = Set(keys).count { result.owned[$0] != nil }
    for key in keys { result.owned[key] = nil }
    let deleted = try store.delete(keys, durability: durability())
    try expect(deleted == count, "\(deleted) deleted, not \(count)")
  }

  mutating func acknowledgePage() throws {
    let version = Self.versions[random.below(2)]
    let batch = try store.pending(for: version, limit: 1 + random.below(20))
    for record in batch.sessions where record.key.room == room {
      // Handed out as stored now: nobody else changes it.
      try expect(record == result.owned[record.key], "an own session was handed out as it is not")
    }
    note(batch.sessions, version)
    let answer = try store.acknowledge(batch)
    try expect(answer.recorded <= batch.sessions.count, "more was recorded than handed out")
    try expect(
      !answer.forgotten || (version == Self.versions[1] && answer.recorded == 0),
      "a version that nobody forgot is forgotten")
  }

  mutating func acknowledgeByKey() throws {
    guard let record = ownedRecord() else { return }
    let version = Self.versions[random.below(2)]
    let missing = SessionKey(room: room, session: Array("never".utf8))
    note([record], version)
    let answer = try store.acknowledge(
      [
        Upload(key: record.key, firstKnownIndex: record.firstKnownIndex),
        Upload(key: missing, firstKnownIndex: 0),
      ], for: version)
    try expect(answer.unknown == [missing], "unknown are \(answer.unknown.count) keys, not one")
    try expect(answer.improvedMeanwhile.isEmpty, "nobody improved an own session")
  }

  /// A value of its own, and one that all threads write.
  mutating func set() throws {
    result.setting = payload()
    var batch = WriteBatch()
    batch.set("own-\(result.thread)", to: result.setting)
    batch.set("shared", to: [UInt8(result.thread)])
    try store.commit(batch, durability: durability())
    let own = try store.setting("own-\(result.thread)")
    try expect(own == result.setting, "a setting is not what was set")
    let shared = try store.setting("shared")
    try expect(shared?.count == 1, "the shared setting is not what anybody set")
  }

  private mutating func note(_ records: [SessionRecord], _ version: BackupVersion) {
    for record in records {
      let upload = Upload(key: record.key, firstKnownIndex: record.firstKnownIndex)
      result.uploads[version, default: []].insert(upload)
    }
  }
}
