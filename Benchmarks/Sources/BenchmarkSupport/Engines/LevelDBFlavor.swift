/// LevelDB with a filter, a cache and files larger than its defaults, which are for small values.
struct LevelDBFlavor: LogStructuredFlavor, @unchecked Sendable {
  private let library: LogStructuredLibrary
  private let getCopy:
    @convention(c) (
      OpaquePointer?, OpaquePointer?, UnsafePointer<CChar>?, Int, UnsafeMutablePointer<Int>,
      LogStructuredLibrary.Failure
    ) -> UnsafeMutablePointer<CChar>?

  static var loaded: Result<LogStructuredLibrary, BenchmarkFailure> { LogStructuredLibrary.leveldb }

  init(_ library: LogStructuredLibrary) throws {
    self.library = library
    getCopy = try library.symbols.function("leveldb_get")
  }

  func configure(_ options: OpaquePointer?) throws {
    let bloom: @convention(c) (Int32) -> OpaquePointer? =
      try library.symbols.function("leveldb_filterpolicy_create_bloom")
    let setFilter: @convention(c) (OpaquePointer?, OpaquePointer?) -> Void =
      try library.symbols.function("leveldb_options_set_filter_policy")
    let setCache: @convention(c) (OpaquePointer?, OpaquePointer?) -> Void =
      try library.symbols.function("leveldb_options_set_cache")
    let setFileSize: @convention(c) (OpaquePointer?, Int) -> Void =
      try library.symbols.function("leveldb_options_set_max_file_size")
    setFilter(options, bloom(10))
    setCache(options, library.cacheCreate(64 << 20))
    setFileSize(options, 32 << 20)
    library.optionsSetWriteBufferSize(options, 64 << 20)
  }

  func get<R>(
    _ database: OpaquePointer?, _ options: OpaquePointer?, _ key: [UInt8],
    _ body: (UnsafeRawBufferPointer) -> R
  ) throws -> R? {
    var failure: UnsafeMutablePointer<CChar>?
    var count = 0
    let value = key.withChars {
      getCopy(database, options, $0.baseAddress, $0.count, &count, &failure)
    }
    try library.check(failure)
    guard let value else { return nil }
    defer { library.free(value) }
    return body(UnsafeRawBufferPointer(start: value, count: count))
  }

  func sync(_ database: OpaquePointer?) throws -> Bool { false }

  /// LevelDB writes its memory out when it is full, and has no call for it.
  func flush(_ database: OpaquePointer?) throws {}
}
