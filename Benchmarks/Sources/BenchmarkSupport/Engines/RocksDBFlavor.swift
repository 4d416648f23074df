/// RocksDB with its payloads in blob files, and a log of at most 128 MB.
struct RocksDBFlavor: LogStructuredFlavor, @unchecked Sendable {
  private typealias SetPointer = @convention(c) (OpaquePointer?, OpaquePointer?) -> Void

  private let library: LogStructuredLibrary
  private let getPinned:
    @convention(c) (
      OpaquePointer?, OpaquePointer?, UnsafePointer<CChar>?, Int, LogStructuredLibrary.Failure
    ) -> OpaquePointer?
  private let pinnedValue: LogStructuredLibrary.View
  private let pinnedDestroy: LogStructuredLibrary.Destroy
  private let flushLog: @convention(c) (OpaquePointer?, UInt8, LogStructuredLibrary.Failure) -> Void
  private let flushMemory:
    @convention(c) (OpaquePointer?, OpaquePointer?, LogStructuredLibrary.Failure) -> Void
  private let flushOptions: OpaquePointer?

  static var loaded: Result<LogStructuredLibrary, BenchmarkFailure> { LogStructuredLibrary.rocksdb }

  init(_ library: LogStructuredLibrary) throws {
    self.library = library
    let functions = library.symbols
    getPinned = try functions.function("rocksdb_get_pinned")
    pinnedValue = try functions.function("rocksdb_pinnableslice_value")
    pinnedDestroy = try functions.function("rocksdb_pinnableslice_destroy")
    flushLog = try functions.function("rocksdb_flush_wal")
    flushMemory = try functions.function("rocksdb_flush")
    let create: LogStructuredLibrary.Create = try functions.function("rocksdb_flushoptions_create")
    flushOptions = create()
  }

  func configure(_ options: OpaquePointer?) throws {
    let functions = library.symbols
    let setBlobs: LogStructuredLibrary.SetFlag =
      try functions.function("rocksdb_options_set_enable_blob_files")
    let setCollection: LogStructuredLibrary.SetFlag =
      try functions.function("rocksdb_options_set_enable_blob_gc")
    let setBlobSize: @convention(c) (OpaquePointer?, UInt64) -> Void =
      try functions.function("rocksdb_options_set_min_blob_size")
    let setLogSize: @convention(c) (OpaquePointer?, UInt64) -> Void =
      try functions.function("rocksdb_options_set_max_total_wal_size")
    let setJobs: @convention(c) (OpaquePointer?, Int32) -> Void =
      try functions.function("rocksdb_options_set_max_background_jobs")
    setBlobs(options, 1)
    setCollection(options, 1)
    setBlobSize(options, 512)
    setLogSize(options, 128 << 20)
    setJobs(options, 2)
    library.optionsSetWriteBufferSize(options, 64 << 20)
    try setTables(options)
  }

  private func setTables(_ options: OpaquePointer?) throws {
    let functions = library.symbols
    let create: LogStructuredLibrary.Create =
      try functions.function("rocksdb_block_based_options_create")
    let setFilter: SetPointer =
      try functions.function("rocksdb_block_based_options_set_filter_policy")
    let setCache: SetPointer =
      try functions.function("rocksdb_block_based_options_set_block_cache")
    let setTable: SetPointer =
      try functions.function("rocksdb_options_set_block_based_table_factory")
    let bloom: @convention(c) (Double) -> OpaquePointer? =
      try functions.function("rocksdb_filterpolicy_create_bloom_full")
    let table = create()
    setFilter(table, bloom(10))
    setCache(table, library.cacheCreate(64 << 20))
    setTable(options, table)
  }

  func get<R>(
    _ database: OpaquePointer?, _ options: OpaquePointer?, _ key: [UInt8],
    _ body: (UnsafeRawBufferPointer) -> R
  ) throws -> R? {
    var failure: UnsafeMutablePointer<CChar>?
    let pinned = key.withChars { getPinned(database, options, $0.baseAddress, $0.count, &failure) }
    try library.check(failure)
    guard let pinned else { return nil }
    defer { pinnedDestroy(pinned) }
    var count = 0
    let value = pinnedValue(pinned, &count)
    return body(UnsafeRawBufferPointer(start: value, count: count))
  }

  func sync(_ database: OpaquePointer?) throws -> Bool {
    var failure: UnsafeMutablePointer<CChar>?
    flushLog(database, 1, &failure)
    try library.check(failure)
    return true
  }

  func flush(_ database: OpaquePointer?) throws {
    var failure: UnsafeMutablePointer<CChar>?
    flushMemory(database, flushOptions, &failure)
    try library.check(failure)
  }
}
