/// What differs between LevelDB and RocksDB behind the calls they share.
protocol LogStructuredFlavor: Sendable {
  static var loaded: Result<LogStructuredLibrary, BenchmarkFailure> { get }

  init(_ library: LogStructuredLibrary) throws

  /// Sets the options that make it good at this work.
  func configure(_ options: OpaquePointer?) throws

  /// Shows a value for the time of the call.
  func get<R>(
    _ database: OpaquePointer?, _ options: OpaquePointer?, _ key: [UInt8],
    _ body: (UnsafeRawBufferPointer) -> R
  ) throws -> R?

  /// Syncs the log.
  func sync(_ database: OpaquePointer?) throws -> Bool

  /// Writes out what is in memory.
  func flush(_ database: OpaquePointer?) throws
}

/// LevelDB or RocksDB as a store of ordered keys.
final class LogStructuredStore<Flavor: LogStructuredFlavor>: OrderedStore, @unchecked Sendable {
  private struct Batch: OrderedBatch {
    let library: LogStructuredLibrary
    let handle: OpaquePointer?

    func put(_ key: [UInt8], _ value: [UInt8]) {
      key.withChars { key in
        value.withChars {
          library.batchPut(handle, key.baseAddress, key.count, $0.baseAddress, $0.count)
        }
      }
    }

    func delete(_ key: [UInt8]) {
      key.withChars { library.batchDelete(handle, $0.baseAddress, $0.count) }
    }
  }

  private let library: LogStructuredLibrary
  private let flavor: Flavor
  private let database: OpaquePointer?
  private let durable: OpaquePointer?
  private let later: OpaquePointer?
  private let reading: OpaquePointer?

  init(at path: String) throws {
    library = try Flavor.loaded.get()
    flavor = try Flavor(library)
    let options = library.optionsCreate()
    library.optionsSetCreateIfMissing(options, 1)
    // The payloads do not compress.
    library.optionsSetCompression(options, 0)
    try flavor.configure(options)
    var failure: UnsafeMutablePointer<CChar>?
    database = library.open(options, path, &failure)
    durable = library.writeOptionsCreate()
    library.writeOptionsSetSync(durable, 1)
    later = library.writeOptionsCreate()
    reading = library.readOptionsCreate()
    try library.check(failure)
  }

  func write(isDurable: Bool, _ body: (any OrderedBatch) throws -> Void) throws {
    let handle = library.batchCreate()
    defer { library.batchDestroy(handle) }
    try body(Batch(library: library, handle: handle))
    var failure: UnsafeMutablePointer<CChar>?
    library.write(database, isDurable ? durable : later, handle, &failure)
    try library.check(failure)
  }

  func get<R>(_ key: [UInt8], _ body: (UnsafeRawBufferPointer) -> R) throws -> R? {
    try flavor.get(database, reading, key, body)
  }

  func scan(
    from start: [UInt8],
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    let iterator = library.iteratorCreate(database, reading)
    defer { library.iteratorDestroy(iterator) }
    start.withChars { library.iteratorSeek(iterator, $0.baseAddress, $0.count) }
    while library.iteratorIsValid(iterator) != 0 {
      var count = 0
      let key = library.iteratorKey(iterator, &count)
      let keyBytes = UnsafeRawBufferPointer(start: key, count: count)
      let value = library.iteratorValue(iterator, &count)
      guard try body(keyBytes, UnsafeRawBufferPointer(start: value, count: count)) else { return }
      library.iteratorNext(iterator)
    }
  }

  /// A write of nothing that is synced syncs the log before it.
  func sync() throws {
    if try !flavor.sync(database) { try write(isDurable: true) { _ in } }
  }

  func settle() throws { try flavor.flush(database) }

  func compact() throws {
    try settle()
    library.compactRange(database, nil, 0, nil, 0)
  }

  func close() { library.close(database) }
}

extension [UInt8] {
  func withChars<R>(_ body: (UnsafeBufferPointer<CChar>) throws -> R) rethrows -> R {
    try withUnsafeBytes { try body($0.bindMemory(to: CChar.self)) }
  }
}
