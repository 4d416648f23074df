package import Strandline

/// Everything a store answers, read at one moment.
package struct Observation: Sendable {
  var sessions: [SessionKey: SessionRecord] = [:]
  var pending: [BackupVersion: [SessionRecord]] = [:]
  var backedUp: [BackupVersion: Int] = [:]
  var total = 0
  var settings: [String: [UInt8]] = [:]
  var withheld: [SessionKey: [UInt8]] = [:]
  /// A reader hands out only what it knows to be durable: its pending pages may end early.
  let isReader: Bool

  /// Reads a store, checking on the way that its ways of reading agree with each other.
  package init(_ store: SessionStore, pageLimit: Int, isReader: Bool = false) throws {
    self.isReader = isReader
    try readSessions(store)
    try readBackup(store, pageLimit: pageLimit)
    for setting in OperationGenerator.settings {
      settings[setting] = try store.setting(setting)
    }
    try readWithheld(store)
  }

  private mutating func readBackup(_ store: SessionStore, pageLimit: Int) throws {
    for version in OperationGenerator.versions {
      let batch = try store.pending(for: version, limit: 10_000)
      pending[version] = batch.sessions
      let page = try store.pending(for: version, limit: pageLimit)
      try agree(
        page.sessions == Array(batch.sessions.prefix(pageLimit)) && batch.skipped.isEmpty,
        "a page of \(pageLimit) and the whole of pending(\(name(version)))")
      let counts = try store.counts(for: version)
      backedUp[version] = counts.backedUp
      let isExact = counts.backedUp + batch.sessions.count == counts.total
      guard counts.total == sessions.count, isExact || isReader else {
        throw Violation(
          .counts,
          "\(name(version)): \(counts), recounted \(sessions.count) sessions,"
            + " \(batch.sessions.count) pending")
      }
    }
    let counts = try store.counts(for: nil)
    total = counts.total
    guard counts.backedUp == 0, total == sessions.count else {
      throw Violation(.counts, "without a version: \(counts), recounted \(sessions.count)")
    }
    for state in try store.backupVersions() {
      guard let known = backedUp[state.version], known == state.backedUp else {
        throw Violation(.counts, "backupVersions() gives \(state), counts otherwise")
      }
    }
  }

  private mutating func readSessions(_ store: SessionStore) throws {
    var cursor = try store.sessions()
    while let record = try cursor.next() {
      try agree(sessions.updateValue(record, forKey: record.key) == nil, "sessions() with itself")
    }
    for key in OperationGenerator.keys {
      try agree(try store.session(key) == sessions[key], "session(\(name(key))) and sessions()")
    }
    for room in OperationGenerator.rooms {
      var found: [SessionRecord] = []
      var cursor = try store.sessions(inRoom: room)
      while let record = try cursor.next() { found.append(record) }
      try agree(
        sameRecords(found, sessions.values.filter { $0.key.room == room }),
        "sessions(inRoom:) and sessions()")
    }
    for sender in OperationGenerator.senders where !sender.isEmpty {
      for kind in OperationGenerator.kinds {
        try agree(
          sameRecords(
            try Self.pages(store, sender: sender, kind: kind, limit: 2),
            sessions.values.filter { $0.senderKey == sender && $0.senderDataKind == kind }),
          "sessions(fromSender:) and sessions()")
      }
    }
  }

  private static func pages(
    _ store: SessionStore, sender: [UInt8], kind: UInt8, limit: Int
  ) throws -> [SessionRecord] {
    var found: [SessionRecord] = []
    while true {
      let page = try store.sessions(
        fromSender: sender, kind: kind, after: found.last?.key, limit: limit)
      found += page
      if page.count < limit || found.count > 1000 { return found }
    }
  }

  private mutating func readWithheld(_ store: SessionStore) throws {
    for room in OperationGenerator.rooms {
      for entry in try store.withheld(inRoom: room) { withheld[entry.key] = entry.info }
    }
    for key in OperationGenerator.keys {
      try agree(
        try store.withheld(key) == withheld[key], "withheld(\(name(key))) and withheld(inRoom:)")
    }
  }

  private func sameRecords(_ found: [SessionRecord], _ wanted: [SessionRecord]) -> Bool {
    found.count == wanted.count && Set(found) == Set(wanted)
  }

  private func agree(_ isSo: Bool, _ what: String) throws(Violation) {
    guard isSo else { throw Violation(.listing, what) }
  }

  /// Whether it shows a state of the model; the text of `difference` costs much more.
  func matches(_ state: ModelStore) -> Bool {
    guard sessions.count == state.sessions.count,
      sessions.allSatisfy({ state.sessions[$0.key]?.record == $0.value })
    else { return false }
    return difference(from: state) == nil
  }

  /// What differs from a state of the model, without bytes; nil when nothing does.
  func difference(from state: ModelStore) -> String? {
    if sessions != state.records {
      let keys = Set(sessions.keys).union(state.records.keys)
        .filter { sessions[$0] != state.records[$0] }
        .map { key in
          "\(name(key)): store \(sessions[key].map(text) ?? "none"),"
            + " model \(state.records[key].map(text) ?? "none")"
        }
      return "sessions: " + keys.sorted().joined(separator: "; ")
    }
    for version in OperationGenerator.versions {
      let wanted = state.pending(for: version)
      guard let pending = pending[version] else { continue }
      if isReader {
        if backedUp[version] != state.counts(for: version).backedUp {
          return "counts(\(name(version)))"
        }
        if wanted.starts(with: pending) { continue }
      }
      if pending == wanted { continue }
      return "pending(\(name(version))): store \(pending.map { name($0.key) }),"
        + " model \(wanted.map { name($0.key) })"
    }
    for setting in OperationGenerator.settings where settings[setting] != state.setting(setting) {
      return "setting \(setting)"
    }
    return withheld == state.withheld ? nil : "withheld information"
  }
}
