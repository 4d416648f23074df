/// The calls of LMDB that the benchmark needs.
struct LMDBLibrary: @unchecked Sendable {
  /// `MDB_val`: a count, then a place.
  struct Value {
    var byteCount = 0
    var start: UnsafeMutableRawPointer?

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: byteCount) }
  }

  /// `MDB_stat`.
  struct Statistics {
    var pageByteCount: UInt32 = 0
    var depth: UInt32 = 0
    var branchPageCount = 0
    var leafPageCount = 0
    var overflowPageCount = 0
    var entryCount = 0
  }

  static let loaded = Result<LMDBLibrary, BenchmarkFailure> { () throws(BenchmarkFailure) in
    try LMDBLibrary(DynamicLibrary(["liblmdb.so.0", "liblmdb.so", "liblmdb.dylib"]))
  }

  typealias Pointer = OpaquePointer
  /// To a `Value`; a type of Swift cannot stand in the type of a C function.
  typealias ValuePointer = UnsafeMutableRawPointer

  let environmentCreate: @convention(c) (UnsafeMutablePointer<Pointer?>) -> Int32
  let environmentSetMapSize: @convention(c) (Pointer?, Int) -> Int32
  let environmentSetMaxDatabases: @convention(c) (Pointer?, UInt32) -> Int32
  let environmentOpen: @convention(c) (Pointer?, UnsafePointer<CChar>, UInt32, UInt32) -> Int32
  let environmentSetFlags: @convention(c) (Pointer?, UInt32, Int32) -> Int32
  let environmentSync: @convention(c) (Pointer?, Int32) -> Int32
  let environmentClose: @convention(c) (Pointer?) -> Void
  let begin: @convention(c) (Pointer?, Pointer?, UInt32, UnsafeMutablePointer<Pointer?>) -> Int32
  let commit: @convention(c) (Pointer?) -> Int32
  let abort: @convention(c) (Pointer?) -> Void
  let rest: @convention(c) (Pointer?) -> Void
  let renew: @convention(c) (Pointer?) -> Int32
  let databaseOpen:
    @convention(c) (Pointer?, UnsafePointer<CChar>?, UInt32, UnsafeMutablePointer<UInt32>) -> Int32
  let databaseDrop: @convention(c) (Pointer?, UInt32, Int32) -> Int32
  let statistics: @convention(c) (Pointer?, UInt32, UnsafeMutableRawPointer) -> Int32
  let get: @convention(c) (Pointer?, UInt32, ValuePointer, ValuePointer) -> Int32
  let put: @convention(c) (Pointer?, UInt32, ValuePointer, ValuePointer, UInt32) -> Int32
  let delete: @convention(c) (Pointer?, UInt32, ValuePointer, ValuePointer?) -> Int32
  let cursorOpen: @convention(c) (Pointer?, UInt32, UnsafeMutablePointer<Pointer?>) -> Int32
  let cursorClose: @convention(c) (Pointer?) -> Void
  let cursorGet: @convention(c) (Pointer?, ValuePointer, ValuePointer, Int32) -> Int32
  let message: @convention(c) (Int32) -> UnsafePointer<CChar>?

  private init(_ library: DynamicLibrary) throws(BenchmarkFailure) {
    environmentCreate = try library.function("mdb_env_create")
    environmentSetMapSize = try library.function("mdb_env_set_mapsize")
    environmentSetMaxDatabases = try library.function("mdb_env_set_maxdbs")
    environmentOpen = try library.function("mdb_env_open")
    environmentSetFlags = try library.function("mdb_env_set_flags")
    environmentSync = try library.function("mdb_env_sync")
    environmentClose = try library.function("mdb_env_close")
    begin = try library.function("mdb_txn_begin")
    commit = try library.function("mdb_txn_commit")
    abort = try library.function("mdb_txn_abort")
    rest = try library.function("mdb_txn_reset")
    renew = try library.function("mdb_txn_renew")
    databaseOpen = try library.function("mdb_dbi_open")
    databaseDrop = try library.function("mdb_drop")
    statistics = try library.function("mdb_stat")
    get = try library.function("mdb_get")
    put = try library.function("mdb_put")
    delete = try library.function("mdb_del")
    cursorOpen = try library.function("mdb_cursor_open")
    cursorClose = try library.function("mdb_cursor_close")
    cursorGet = try library.function("mdb_cursor_get")
    message = try library.function("mdb_strerror")
  }
}
