/// The calls that LevelDB and RocksDB share but for their first word, and those to set them up.
struct LogStructuredLibrary: @unchecked Sendable {
  static let leveldb = Result<LogStructuredLibrary, BenchmarkFailure> {
    () throws(BenchmarkFailure) in
    try LogStructuredLibrary(
      "leveldb", DynamicLibrary(["libleveldb.so.1d", "libleveldb.so.1", "libleveldb.so"]))
  }

  static let rocksdb = Result<LogStructuredLibrary, BenchmarkFailure> {
    () throws(BenchmarkFailure) in
    let versions = ["7.8", "8.9", "9.10", "10"].map { "librocksdb.so.\($0)" }
    return try LogStructuredLibrary("rocksdb", DynamicLibrary(versions + ["librocksdb.so"]))
  }

  typealias Pointer = OpaquePointer
  typealias Bytes = UnsafePointer<CChar>
  typealias Failure = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  typealias Create = @convention(c) () -> Pointer?
  typealias Destroy = @convention(c) (Pointer?) -> Void
  typealias SetFlag = @convention(c) (Pointer?, UInt8) -> Void
  typealias View = @convention(c) (Pointer?, UnsafeMutablePointer<Int>) -> Bytes?

  let symbols: DynamicLibrary
  let name: String
  let open: @convention(c) (Pointer?, Bytes, Failure) -> Pointer?
  let close: Destroy
  let write: @convention(c) (Pointer?, Pointer?, Pointer?, Failure) -> Void
  let free: @convention(c) (UnsafeMutableRawPointer?) -> Void
  let iteratorCreate: @convention(c) (Pointer?, Pointer?) -> Pointer?
  let iteratorDestroy: Destroy
  let iteratorSeek: @convention(c) (Pointer?, Bytes?, Int) -> Void
  let iteratorNext: Destroy
  let iteratorIsValid: @convention(c) (Pointer?) -> UInt8
  let iteratorKey: View
  let iteratorValue: View
  let batchCreate: Create
  let batchDestroy: Destroy
  let batchPut: @convention(c) (Pointer?, Bytes?, Int, Bytes?, Int) -> Void
  let batchDelete: @convention(c) (Pointer?, Bytes?, Int) -> Void
  let writeOptionsCreate: Create
  let writeOptionsSetSync: SetFlag
  let readOptionsCreate: Create
  let optionsCreate: Create
  let optionsSetCreateIfMissing: SetFlag
  let optionsSetWriteBufferSize: @convention(c) (Pointer?, Int) -> Void
  let optionsSetCompression: @convention(c) (Pointer?, Int32) -> Void
  let cacheCreate: @convention(c) (Int) -> Pointer?
  let compactRange: @convention(c) (Pointer?, Bytes?, Int, Bytes?, Int) -> Void

  private init(_ name: String, _ library: DynamicLibrary) throws(BenchmarkFailure) {
    self.name = name
    symbols = library
    open = try library.function("\(name)_open")
    close = try library.function("\(name)_close")
    write = try library.function("\(name)_write")
    free = try library.function("\(name)_free")
    iteratorCreate = try library.function("\(name)_create_iterator")
    iteratorDestroy = try library.function("\(name)_iter_destroy")
    iteratorSeek = try library.function("\(name)_iter_seek")
    iteratorNext = try library.function("\(name)_iter_next")
    iteratorIsValid = try library.function("\(name)_iter_valid")
    iteratorKey = try library.function("\(name)_iter_key")
    iteratorValue = try library.function("\(name)_iter_value")
    batchCreate = try library.function("\(name)_writebatch_create")
    batchDestroy = try library.function("\(name)_writebatch_destroy")
    batchPut = try library.function("\(name)_writebatch_put")
    batchDelete = try library.function("\(name)_writebatch_delete")
    writeOptionsCreate = try library.function("\(name)_writeoptions_create")
    writeOptionsSetSync = try library.function("\(name)_writeoptions_set_sync")
    readOptionsCreate = try library.function("\(name)_readoptions_create")
    optionsCreate = try library.function("\(name)_options_create")
    optionsSetCreateIfMissing = try library.function("\(name)_options_set_create_if_missing")
    optionsSetWriteBufferSize = try library.function("\(name)_options_set_write_buffer_size")
    optionsSetCompression = try library.function("\(name)_options_set_compression")
    cacheCreate = try library.function("\(name)_cache_create_lru")
    compactRange = try library.function("\(name)_compact_range")
  }

  /// Makes a failure of what a call reported, and frees it.
  func check(_ text: UnsafeMutablePointer<CChar>?) throws(BenchmarkFailure) {
    guard let text else { return }
    defer { free(text) }
    throw BenchmarkFailure("\(name): \(String(cString: text))")
  }
}
