import Strandline

/// SQLite with a write-ahead log: one connection writes, one reads, each for one thread at a time.
final class SQLiteEngine: Engine, @unchecked Sendable {
  private let design: SQLiteDesign
  private let writer: SQLiteConnection
  private let reader: SQLiteConnection
  private let writing = EngineLock()
  private let reading = EngineLock()
  private var isDurable = true
  /// Under `reading`.
  private var version = 1

  init(at path: String, design: SQLiteDesign) throws {
    try Workspace.makeDirectory(path)
    self.design = design
    let file = "\(path)/sessions.sqlite"
    writer = try SQLiteConnection(file)
    try writer.run("PRAGMA journal_mode = WAL")
    try writer.run("PRAGMA synchronous = FULL")
    reader = try SQLiteConnection(file)
    for connection in [writer, reader] { try connection.run("PRAGMA cache_size = -65536") }
    for statement in design.schema { try writer.run(statement) }
    try writer.run(
      "SELECT value FROM meta WHERE name = 'version'", row: { version = $0.integer(0) })
  }

  func save(_ records: [SessionRecord], isDurable: Bool) throws {
    try writing.withLock {
      try setDurability(isDurable)
      try writer.transaction { for record in records { try save(record) } }
    }
  }

  private func save(_ record: SessionRecord) throws {
    var changed: Int?
    try writer.run(
      design.save,
      bind: { row in
        row.bind(1, record.key.room)
        row.bind(2, record.key.session)
        row.bind(3, Int(record.firstKnownIndex))
        row.bind(4, record.senderKey)
        row.bind(5, record.payload)
      }, row: { changed = $0.integer(0) })
    guard design == .side, let changed else { return }
    try writer.run("INSERT OR REPLACE INTO backup VALUES (?1, 0)", bind: { $0.bind(1, changed) })
  }

  /// Without the promise a commit is written and not synced; `sync` then syncs everything.
  private func setDurability(_ isDurable: Bool) throws {
    guard isDurable != self.isDurable else { return }
    try writer.run("PRAGMA synchronous = \(isDurable ? "FULL" : "NORMAL")")
    self.isDurable = isDurable
  }

  /// A checkpoint syncs the log before it copies from it.
  func sync() throws { try settle() }

  func delete(_ keys: [SessionKey]) throws {
    try writing.withLock {
      try setDurability(true)
      try writer.transaction {
        for key in keys {
          for statement in design.deletes {
            try writer.run(
              statement,
              bind: {
                $0.bind(1, key.room)
                $0.bind(2, key.session)
              })
          }
        }
      }
    }
  }

  func read(_ key: SessionKey, _ body: (UnsafeRawBufferPointer) -> Void) throws -> Bool {
    try reading.withLock {
      var isFound = false
      try reader.run(
        "SELECT data FROM inbound WHERE session_id = ?2 AND room_id = ?1",
        bind: {
          $0.bind(1, key.room)
          $0.bind(2, key.session)
        },
        row: {
          isFound = true
          body($0.rawBytes(0))
        })
      return isFound
    }
  }

  func pending(limit: Int) throws -> EnginePage {
    try reading.withLock {
      var rows: [Int] = []
      var sessions: [SessionRecord] = []
      try reader.run(
        design.pending,
        bind: {
          $0.bind(1, version)
          $0.bind(2, limit)
        },
        row: {
          rows.append($0.integer(0))
          sessions.append(
            SessionRecord(
              key: SessionKey(room: $0.bytes(1), session: $0.bytes(2)), payload: $0.bytes(5),
              firstKnownIndex: UInt32($0.integer(3)), senderKey: $0.bytes(4)))
        })
      return EnginePage(sessions, handle: (version: version, rows: rows))
    }
  }

  func acknowledge(_ page: EnginePage) throws {
    guard let handle = page.handle as? (version: Int, rows: [Int]) else {
      throw BenchmarkFailure("a page of another engine is acknowledged")
    }
    try writing.withLock {
      try setDurability(true)
      try writer.transaction {
        for row in handle.rows {
          try writer.run(
            design.acknowledge,
            bind: {
              $0.bind(1, handle.version)
              $0.bind(2, row)
            })
        }
      }
    }
  }

  func counts() throws -> EngineCounts {
    try reading.withLock {
      var total = 0
      var backedUp = 0
      try reader.run("SELECT count(*) FROM inbound", row: { total = $0.integer(0) })
      try reader.run(design.count, bind: { $0.bind(1, version) }, row: { backedUp = $0.integer(0) })
      return EngineCounts(total: total, backedUp: backedUp)
    }
  }

  func reset(to version: Int) throws {
    try writing.withLock {
      try setDurability(true)
      try writer.transaction {
        if design == .flag || design == .plainFlag {
          try writer.run("UPDATE inbound SET backed_up = 0")
        }
        try writer.run(
          "INSERT OR REPLACE INTO meta VALUES ('version', ?1)", bind: { $0.bind(1, version) })
      }
    }
    reading.withLock { self.version = version }
  }

  func settle() throws {
    try writing.withLock { try writer.run("PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  func compact() throws {
    try writing.withLock { try writer.run("VACUUM") }
    try settle()
  }

  func close() throws {
    reading.withLock { reader.close() }
    writing.withLock { writer.close() }
  }

  var syncCount: Int? { nil }
}
