import Strandline
import StrandlineTestSupport

/// What a store must hold after the threads have ended, put together from what each of them knows.
struct ThreadsVerdict {
  private var owned: [SessionKey: SessionRecord] = [:]
  private var shared: [SessionKey: UInt32] = [:]
  private var uploads: [BackupVersion: Set<Upload>] = [:]
  private var settings: [String: [UInt8]] = [:]

  init(_ results: [ThreadWork.Result]) {
    for result in results {
      owned.merge(result.owned) { first, _ in first }
      shared.merge(result.shared, uniquingKeysWith: min)
      uploads.merge(result.uploads) { $0.union($1) }
      if result.counts[.setting] != nil { settings["own-\(result.thread)"] = result.setting }
    }
  }

  /// Sessions, settings, counts and evidence.
  func check(_ store: SessionStore, _ moment: String) throws {
    var stored: [SessionRecord] = []
    var cursor = try store.sessions()
    while let record = try cursor.next() { stored.append(record) }
    let keys = Set(stored.map(\.key))
    try expect(keys.count == stored.count, "\(moment): a session is there twice")
    try expect(
      stored.count == owned.count + shared.count,
      "\(moment): \(stored.count) sessions, of \(owned.count) own and \(shared.count) shared ones")
    for record in stored {
      if record.key.room == ThreadWork.sharedRoom {
        try expect(
          record.firstKnownIndex == shared[record.key], "\(moment): not the best copy stayed")
      } else {
        try expect(record == owned[record.key], "\(moment): a session is not what was saved")
      }
    }
    for (name, value) in settings {
      let stored = try store.setting(name)
      try expect(stored == value, "\(moment): a setting is not what was set")
    }
    for version in ThreadWork.versions { try checkEvidence(store, stored, version, moment) }
    let none = try store.counts(for: nil)
    try expect(
      none == (total: stored.count, backedUp: 0), "\(moment): counts without a version: \(none)")
    try expect(store.damageReport.isEmpty, "\(moment): damage: \(store.damageReport.findings)")
  }

  /// What is not pending was uploaded by somebody, and the counts say the same.
  private func checkEvidence(
    _ store: SessionStore, _ stored: [SessionRecord], _ version: BackupVersion, _ moment: String
  ) throws {
    let page = try store.pending(for: version, limit: .max)
    let pending = Set(page.sessions)
    try expect(pending.isSubset(of: stored), "\(moment): what is pending is not stored")
    for record in stored where !pending.contains(record) {
      let upload = Upload(key: record.key, firstKnownIndex: record.firstKnownIndex)
      guard uploads[version]?.contains(upload) ?? false else {
        throw Violation(.evidence, "\(moment): a session counts as backed up and was not uploaded")
      }
    }
    let counts = try store.counts(for: version)
    try expect(
      counts == (total: stored.count, backedUp: stored.count - pending.count),
      "\(moment): \(counts), by a recount \(stored.count) and \(pending.count) of them pending")
  }

  /// Acknowledges everything, page by page, and finds nothing left.
  mutating func drain(_ store: SessionStore) throws {
    for version in ThreadWork.versions {
      while true {
        let batch = try store.pending(for: version, limit: 100)
        if batch.isEmpty { break }
        for record in batch.sessions {
          let upload = Upload(key: record.key, firstKnownIndex: record.firstKnownIndex)
          uploads[version, default: []].insert(upload)
        }
        let answer = try store.acknowledge(batch)
        try expect(answer.recorded == batch.sessions.count, "a page was not recorded whole")
      }
    }
    try checkNothingPending(store, "after draining")
  }

  func checkNothingPending(_ store: SessionStore, _ moment: String) throws {
    for version in ThreadWork.versions {
      let counts = try store.counts(for: version)
      let batch = try store.pending(for: version, limit: 1)
      try expect(
        batch.isEmpty && counts.backedUp == counts.total, "\(moment): something is pending")
    }
  }

  private func expect(_ claim: Bool, _ what: @autoclosure () -> String) throws {
    guard claim else { throw Violation(.counts, what()) }
  }
}

private func == (counts: SessionCounts, wanted: (total: Int, backedUp: Int)) -> Bool {
  counts.total == wanted.total && counts.backedUp == wanted.backedUp
}
