import Strandline
import Synchronization

/// LMDB with one set of pending keys for each backup version.
///
/// A reset to a version that was never entered copies all keys into its set; a version that is
/// entered again finds its set as it was left, together with what was saved since. The sets of the
/// versions entered last are kept.
final class LMDBSetsEngine: Engine {
  private static let setCountMax = 4
  private static let listKey = Array("sets".utf8)

  /// The versions with their sets, the current one last.
  private struct PendingSet {
    let version: Int
    let database: UInt32
  }

  private let environment: LMDBEnvironment
  private let sessions: UInt32
  private let meta: UInt32
  private let sets: Mutex<[PendingSet]>

  init(at path: String) throws {
    environment = try LMDBEnvironment(at: path)
    sessions = try environment.database("sessions")
    let meta = try environment.database("meta")
    self.meta = meta
    let environment = environment
    let text = try environment.read { transaction in
      try transaction.get(Self.listKey, in: meta).map { String(decoding: $0, as: UTF8.self) }
    }
    let versions = (text ?? "1").split(separator: ",").compactMap { Int($0) }
    sets = Mutex(
      try versions.map { version in
        PendingSet(version: version, database: try environment.database("pending-\(version)"))
      })
  }

  private var current: PendingSet {
    get throws {
      guard let last = sets.withLock({ $0.last }) else {
        throw BenchmarkFailure("there is no version")
      }
      return last
    }
  }

  func save(_ records: [SessionRecord], isDurable: Bool) throws {
    try environment.write(isDurable: isDurable) { transaction in
      let databases = sets.withLock { $0.map(\.database) }
      for record in records {
        let key = EntryCoding.key(record.key)
        if let stored = try transaction.get(key, in: sessions),
          EntryCoding.number32(stored, at: 0) <= record.firstKnownIndex
        {
          continue
        }
        try transaction.put(key, EntryCoding.value(record), in: sessions)
        for database in databases { try transaction.put(key, [], in: database) }
      }
    }
  }

  func sync() throws { try environment.sync() }

  func delete(_ keys: [SessionKey]) throws {
    try environment.write(isDurable: true) { transaction in
      let databases = sets.withLock { $0.map(\.database) }
      for key in keys.map(EntryCoding.key) {
        for database in databases + [sessions] { try transaction.delete(key, in: database) }
      }
    }
  }

  func read(_ key: SessionKey, _ body: (UnsafeRawBufferPointer) -> Void) throws -> Bool {
    try environment.read { transaction in
      guard let value = try transaction.get(EntryCoding.key(key), in: sessions) else {
        return false
      }
      body(EntryCoding.payload(value))
      return true
    }
  }

  func pending(limit: Int) throws -> EnginePage {
    let database = try current.database
    return try environment.read { transaction in
      var found: [SessionRecord] = []
      try transaction.scan(database, from: []) { key, _ in
        guard let value = try transaction.get(Array(key), in: sessions) else {
          throw BenchmarkFailure("a pending session is missing")
        }
        found.append(EntryCoding.record(EntryCoding.sessionKey(key), value))
        return found.count < limit
      }
      return EnginePage(found, handle: database)
    }
  }

  func acknowledge(_ page: EnginePage) throws {
    guard let database = page.handle as? UInt32 else {
      throw BenchmarkFailure("a page of another engine is acknowledged")
    }
    try environment.write(isDurable: true) { transaction in
      for session in page.sessions {
        try transaction.delete(EntryCoding.key(session.key), in: database)
      }
    }
  }

  func counts() throws -> EngineCounts {
    let database = try current.database
    return try environment.read { transaction in
      let total = try transaction.entryCount(sessions)
      return EngineCounts(total: total, backedUp: total - (try transaction.entryCount(database)))
    }
  }

  func reset(to version: Int) throws {
    try environment.write(isDurable: true) { transaction in
      var kept = sets.withLock { $0 }
      if let index = kept.firstIndex(where: { $0.version == version }) {
        kept.append(kept.remove(at: index))
      } else {
        kept.append(try copyKeys(version, transaction))
      }
      if kept.count > Self.setCountMax { try transaction.drop(kept.removeFirst().database) }
      let text = kept.map { String($0.version) }.joined(separator: ",")
      try transaction.put(Self.listKey, Array(text.utf8), in: meta)
      sets.withLock { $0 = kept }
    }
  }

  /// Makes the pending set of a version with the keys of all sessions, in their order.
  private func copyKeys(_ version: Int, _ transaction: LMDBTransaction) throws -> PendingSet {
    let name = "pending-\(version)"
    let database = try transaction.database(name, flags: LMDBTransaction.create)
    try transaction.scan(sessions, from: []) { key, _ in
      try transaction.put(
        key, UnsafeRawBufferPointer(start: nil, count: 0), in: database,
        flags: LMDBTransaction.appends)
      return true
    }
    return PendingSet(version: version, database: database)
  }

  func settle() throws {}

  /// LMDB takes the pages that are free and gives none back.
  func compact() throws {}

  func close() throws { environment.close() }

  var syncCount: Int? { nil }
}
