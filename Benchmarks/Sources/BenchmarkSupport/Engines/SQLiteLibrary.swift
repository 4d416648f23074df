/// The calls of SQLite that the benchmark needs.
struct SQLiteLibrary: @unchecked Sendable {
  typealias Database = OpaquePointer
  typealias Statement = OpaquePointer

  static let loaded = Result<SQLiteLibrary, BenchmarkFailure> { () throws(BenchmarkFailure) in
    try SQLiteLibrary(
      DynamicLibrary(["libsqlite3.so.0", "libsqlite3.so", "libsqlite3.dylib"]))
  }

  let open:
    @convention(c) (
      UnsafePointer<CChar>, UnsafeMutablePointer<Database?>, Int32, UnsafePointer<CChar>?
    ) -> Int32
  let close: @convention(c) (Database?) -> Int32
  let busyTimeout: @convention(c) (Database?, Int32) -> Int32
  let message: @convention(c) (Database?) -> UnsafePointer<CChar>?
  let prepare:
    @convention(c) (
      Database?, UnsafePointer<CChar>, Int32, UnsafeMutablePointer<Statement?>,
      UnsafeMutablePointer<UnsafePointer<CChar>?>?
    ) -> Int32
  let step: @convention(c) (Statement?) -> Int32
  let reset: @convention(c) (Statement?) -> Int32
  let finalize: @convention(c) (Statement?) -> Int32
  let bindBlob:
    @convention(c) (
      Statement?, Int32, UnsafeRawPointer?, Int32, UnsafeRawPointer?
    ) -> Int32
  let bindInteger: @convention(c) (Statement?, Int32, Int64) -> Int32
  let columnBlob: @convention(c) (Statement?, Int32) -> UnsafeRawPointer?
  let columnByteCount: @convention(c) (Statement?, Int32) -> Int32
  let columnInteger: @convention(c) (Statement?, Int32) -> Int64

  private init(_ library: DynamicLibrary) throws(BenchmarkFailure) {
    open = try library.function("sqlite3_open_v2")
    close = try library.function("sqlite3_close_v2")
    busyTimeout = try library.function("sqlite3_busy_timeout")
    message = try library.function("sqlite3_errmsg")
    prepare = try library.function("sqlite3_prepare_v2")
    step = try library.function("sqlite3_step")
    reset = try library.function("sqlite3_reset")
    finalize = try library.function("sqlite3_finalize")
    bindBlob = try library.function("sqlite3_bind_blob")
    bindInteger = try library.function("sqlite3_bind_int64")
    columnBlob = try library.function("sqlite3_column_blob")
    columnByteCount = try library.function("sqlite3_column_bytes")
    columnInteger = try library.function("sqlite3_column_int64")
  }
}
