/// How a table says which backup version holds a session.
enum SQLiteDesign {
  /// A flag in the row, as the SDK has it; a reset updates every row.
  case plainFlag
  /// The same with an index on the flag, without which every page reads the table up to what is
  /// pending.
  case flag
  /// The version in the row, with an index; a reset moves a number.
  case stamp
  /// The version in a side table of its own, so that an acknowledgement rewrites no payload.
  case side

  /// The tables.
  var schema: [String] {
    let meta = "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL)"
    switch self {
    case .flag, .plainFlag:
      let tables = [
        meta,
        """
        CREATE TABLE IF NOT EXISTS inbound (session_id BLOB PRIMARY KEY NOT NULL,
          room_id BLOB NOT NULL, backed_up INTEGER NOT NULL, first_index INTEGER NOT NULL,
          sender_key BLOB, data BLOB NOT NULL)
        """,
        "CREATE INDEX IF NOT EXISTS inbound_room ON inbound (room_id)",
      ]
      let index = "CREATE INDEX IF NOT EXISTS inbound_flag ON inbound (backed_up)"
      return self == .flag ? tables + [index] : tables
    case .stamp:
      return [
        meta,
        """
        CREATE TABLE IF NOT EXISTS inbound (id INTEGER PRIMARY KEY, backed_up INTEGER NOT NULL,
          first_index INTEGER NOT NULL, room_id BLOB NOT NULL, session_id BLOB NOT NULL,
          sender_key BLOB, data BLOB NOT NULL, UNIQUE (room_id, session_id))
        """,
        "CREATE INDEX IF NOT EXISTS inbound_backup ON inbound (backed_up)",
      ]
    case .side:
      return [
        meta,
        """
        CREATE TABLE IF NOT EXISTS inbound (id INTEGER PRIMARY KEY, first_index INTEGER NOT NULL,
          room_id BLOB NOT NULL, session_id BLOB NOT NULL, sender_key BLOB, data BLOB NOT NULL,
          UNIQUE (room_id, session_id))
        """,
        "CREATE TABLE IF NOT EXISTS backup (id INTEGER PRIMARY KEY, backed_up INTEGER NOT NULL)",
        "CREATE INDEX IF NOT EXISTS backup_version ON backup (backed_up)",
      ]
    }
  }

  /// Inserts, or replaces what is worse; the row that changed comes back where it is needed.
  var save: String {
    let update = """
      room_id = excluded.room_id, first_index = excluded.first_index,
      sender_key = excluded.sender_key, data = excluded.data
      """
    let condition = "WHERE excluded.first_index < inbound.first_index"
    switch self {
    case .flag, .plainFlag:
      return """
        INSERT INTO inbound (room_id, session_id, first_index, sender_key, data, backed_up)
        VALUES (?1, ?2, ?3, ?4, ?5, 0)
        ON CONFLICT (session_id) DO UPDATE SET \(update), backed_up = 0 \(condition)
        """
    case .stamp:
      return """
        INSERT INTO inbound (room_id, session_id, first_index, sender_key, data, backed_up)
        VALUES (?1, ?2, ?3, ?4, ?5, 0)
        ON CONFLICT (room_id, session_id) DO UPDATE SET \(update), backed_up = 0 \(condition)
        """
    case .side:
      return """
        INSERT INTO inbound (room_id, session_id, first_index, sender_key, data)
        VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (room_id, session_id) DO UPDATE SET \(update) \(condition) RETURNING id
        """
    }
  }

  /// A page: row, room, session, first index, sender key, payload.
  ///
  /// A comparison by "is not" would read the whole table, so what is pending is two ranges.
  var pending: String {
    let columns = "room_id, session_id, first_index, sender_key, data"
    switch self {
    case .flag, .plainFlag:
      return "SELECT rowid, \(columns) FROM inbound WHERE backed_up = 0 AND ?1 = ?1 LIMIT ?2"
    case .stamp:
      return """
        SELECT id, \(columns) FROM inbound WHERE backed_up < ?1 UNION ALL
        SELECT id, \(columns) FROM inbound WHERE backed_up > ?1 LIMIT ?2
        """
    case .side:
      return """
        SELECT id, \(columns) FROM backup JOIN inbound USING (id) WHERE backed_up < ?1 UNION ALL
        SELECT id, \(columns) FROM backup JOIN inbound USING (id) WHERE backed_up > ?1 LIMIT ?2
        """
    }
  }

  /// Notes that a version holds a row.
  var acknowledge: String {
    switch self {
    case .flag, .plainFlag: "UPDATE inbound SET backed_up = min(1, ?1) WHERE rowid = ?2"
    case .stamp: "UPDATE inbound SET backed_up = ?1 WHERE id = ?2"
    case .side: "UPDATE backup SET backed_up = ?1 WHERE id = ?2"
    }
  }

  /// Counts what a version holds.
  var count: String {
    switch self {
    case .flag, .plainFlag: "SELECT count(*) FROM inbound WHERE backed_up = min(1, ?1)"
    case .stamp: "SELECT count(*) FROM inbound WHERE backed_up = ?1"
    case .side: "SELECT count(*) FROM backup WHERE backed_up = ?1"
    }
  }

  /// Deletes a session; the side table's row first.
  var deletes: [String] {
    let condition = "WHERE room_id = ?1 AND session_id = ?2"
    let row = "DELETE FROM inbound \(condition)"
    guard self == .side else { return [row] }
    return ["DELETE FROM backup WHERE id = (SELECT id FROM inbound \(condition))", row]
  }
}
