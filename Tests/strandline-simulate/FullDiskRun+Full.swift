import Strandline
import StrandlineTestSupport

// What goes on while no space is left.
extension FullDiskRun {
  /// Takes what space is left, until neither the store nor the filler gets any.
  mutating func fillToTheBrim(_ filler: SpaceTaker) throws {
    for _ in 0..<1000 {
      let taken = try filler.take()
      let hasSaved = try step()
      if taken == 0, !hasSaved, disk.availableByteCount == 0 { return }
    }
    throw Violation(.recovery, "the disk does not get full")
  }

  /// Everything that promises to work without space.
  mutating func useWhileFull() throws {
    try check("on the full disk")
    try refuseBatch()
    try check("after a refused batch")
    for _ in 0..<16 { try changeWithoutSaving() }
    try store.flush()
    try check("after deletions, acknowledgements and resets on the full disk")
  }

  /// A batch that would also improve and delete: refused, nothing of it happened.
  private mutating func refuseBatch() throws {
    let keys = Array(model.records.keys.prefix(2))
    var batch = WriteBatch()
    // More than the reserve holds, and than a compaction in the background can have given back.
    let large = [UInt8](repeating: 1, count: 15 << 20)
    batch.save(
      SessionRecord(key: keys[0], payload: large, firstKnownIndex: 0), policy: .replace)
    batch.delete(keys[1])
    batch.set("token", to: [1, 2, 3])
    do {
      _ = try store.commit(batch)
    } catch {
      try expect(error.code == .noSpace, "a batch on a full disk ends with \(error)")
      return
    }
    throw Violation(.answer, "a batch of 15 MiB was saved on a full disk")
  }

  /// One call of those that need no new session to be stored.
  mutating func changeWithoutSaving() throws {
    let version = Self.versions[random.below(2)]
    switch random.below(5) {
    case 0:
      let keys = someKeys(1 + random.below(3))
      let count = try store.delete(keys, durability: durability())
      try expect(count == model.delete(keys), "how many a deletion met")
    case 1:
      let limit = 1 + random.below(50)
      let page = try store.pending(for: version, limit: limit)
      let wanted = model.handOut(for: version, limit: limit)
      try expect(
        page.sessions == Array(model.pending(for: version).prefix(limit)), "a pending page")
      let answer = try store.acknowledge(page)
      try expect(
        answer.recorded == model.acknowledge(wanted, isFromThisLife: true).recorded,
        "how many an acknowledgement recorded")
    case 2:
      let uploads = someKeys(10).map { Upload(key: $0, firstKnownIndex: UInt32(random.below(6))) }
      let answer = try store.acknowledge(uploads, for: version)
      try expect(
        answer.recorded == model.acknowledge(uploads, for: version).recorded,
        "how many an acknowledgement by key recorded")
    case 3:
      try store.resetBackupState()
      model.reset()
    default:
      try store.forgetBackup(version)
      model.forget(version)
    }
  }

  /// Compares all that the store answers with the model.
  func check(_ moment: String) throws {
    try expect(store.damageReport.isEmpty, "\(moment): damage: \(store.damageReport.findings)")
    let records = model.records
    var count = 0
    var cursor = try store.sessions()
    while let record = try cursor.next() {
      count += 1
      try expect(records[record.key] == record, "\(moment): a session is not what was saved")
    }
    try expect(count == records.count, "\(moment): \(count) sessions, not \(records.count)")
    for (key, record) in records {
      let stored = try store.session(key)
      try expect(stored == record, "\(moment): read by key a session is not what was saved")
    }
    let token = try store.setting("token")
    try expect(token == model.setting("token"), "\(moment): the setting")
    for version in Self.versions {
      let wanted = model.counts(for: version)
      let counts = try store.counts(for: version)
      try expect(
        counts == SessionCounts(total: wanted.total, backedUp: wanted.backedUp),
        "\(moment): \(counts), not \(wanted)")
      let page = try store.pending(for: version, limit: 500)
      try expect(
        page.sessions == Array(model.pending(for: version).prefix(page.sessions.count))
          && page.sessions.count >= min(100, wanted.total - wanted.backedUp),
        "\(moment): what is pending")
    }
  }
}
