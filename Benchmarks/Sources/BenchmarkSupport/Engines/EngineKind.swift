import Strandline

/// The engines that are compared, and the floors below which none can be.
public enum EngineKind: String, CaseIterable, Sendable, Hashable {
  /// The same bytes by plain calls to the system.
  case floor
  /// Strandline with its defaults.
  case strandline
  /// Strandline with `Options.reading = .mapped`.
  case strandlineMapped = "strandline-mapped"
  /// SQLite with a flag in the row and an index on it; a reset updates all rows.
  case sqliteFlag = "sqlite-a"
  /// The same without the index, as shipped: a backup takes time by the square of the sessions.
  case sqlitePlainFlag = "sqlite-a-plain"
  /// SQLite with an indexed column for the version.
  case sqliteStamp = "sqlite-b"
  /// SQLite with the version in a narrow side table.
  case sqliteSide = "sqlite-c"
  /// LMDB with one pending set for each version.
  case lmdbSets = "lmdb-p"
  /// LMDB with an index on version and sequence.
  case lmdbStamp = "lmdb-s"
  /// RocksDB with BlobDB and an index on version and sequence.
  case rocksdb
  /// LevelDB with an index on version and sequence.
  case leveldb

  /// All but the engine of this package and the floor.
  public static let peers: [EngineKind] = allCases.filter(\.isPeer)

  /// The peers that can answer everything in a reasonable time.
  public static let usualPeers: [EngineKind] = peers.filter { $0 != .sqlitePlainFlag }

  /// Whether it is somebody else's engine.
  public var isPeer: Bool {
    switch self {
    case .floor, .strandline, .strandlineMapped: false
    case .sqliteFlag, .sqlitePlainFlag, .sqliteStamp, .sqliteSide, .lmdbSets, .lmdbStamp, .rocksdb,
      .leveldb:
      true
    }
  }

  /// Whether a reset rewrites the rows of what was backed up, and finds little to do when nothing was.
  public var resetsRows: Bool { self == .sqliteFlag || self == .sqlitePlainFlag }

  /// The kind whose files this one reads: only the reading differs.
  public var family: EngineKind { self == .strandlineMapped ? .strandline : self }

  /// Why it cannot take part on this machine, nothing when it can.
  public var obstacle: String? {
    do {
      switch self {
      case .floor, .strandline, .strandlineMapped: break
      case .sqliteFlag, .sqlitePlainFlag, .sqliteStamp, .sqliteSide:
        _ = try SQLiteLibrary.loaded.get()
      case .lmdbSets, .lmdbStamp: _ = try LMDBLibrary.loaded.get()
      case .rocksdb: _ = try LogStructuredLibrary.rocksdb.get()
      case .leveldb: _ = try LogStructuredLibrary.leveldb.get()
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Opens a store of this kind in a directory of its own, which is made when it is not there.
  public func open(at path: String) throws -> any Engine {
    switch self {
    case .floor: throw BenchmarkFailure("the floor is no engine")
    case .strandline: try StrandlineEngine(at: path, reading: .positional)
    case .strandlineMapped: try StrandlineEngine(at: path, reading: .mapped)
    case .sqliteFlag: try SQLiteEngine(at: path, design: .flag)
    case .sqlitePlainFlag: try SQLiteEngine(at: path, design: .plainFlag)
    case .sqliteStamp: try SQLiteEngine(at: path, design: .stamp)
    case .sqliteSide: try SQLiteEngine(at: path, design: .side)
    case .lmdbSets: try LMDBSetsEngine(at: path)
    case .lmdbStamp: try StampedEngine(LMDBOrderedStore(at: path))
    case .rocksdb: try StampedEngine(LogStructuredStore<RocksDBFlavor>(at: path))
    case .leveldb: try StampedEngine(LogStructuredStore<LevelDBFlavor>(at: path))
    }
  }
}
