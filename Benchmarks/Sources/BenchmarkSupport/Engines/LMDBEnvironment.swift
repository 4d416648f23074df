/// An environment of LMDB: one writer at a time by its own lock, readers whose transactions are kept
/// and renewed.
final class LMDBEnvironment: @unchecked Sendable {
  private static let mapByteCount = 256 << 30
  private static let databaseCountMax: UInt32 = 256
  private static let noSync: UInt32 = 0x10000
  private static let readOnly: UInt32 = 0x20000
  private static let noThreadLocalStorage: UInt32 = 0x20_0000
  private static let create: UInt32 = 0x40000

  let library: LMDBLibrary
  private var environment: OpaquePointer?
  private let readers = EngineLock()
  private var idleReaders: [OpaquePointer] = []
  private let writing = EngineLock()
  private var syncs = true

  init(at path: String) throws {
    try Workspace.makeDirectory(path)
    library = try LMDBLibrary.loaded.get()
    try check(library.environmentCreate(&environment))
    try check(library.environmentSetMapSize(environment, Self.mapByteCount))
    try check(library.environmentSetMaxDatabases(environment, Self.databaseCountMax))
    try check(library.environmentOpen(environment, path, Self.noThreadLocalStorage, 0o600))
  }

  /// Runs `body` in a transaction that writes; it is synced when it is to be durable.
  func write<R>(isDurable: Bool, _ body: (LMDBTransaction) throws -> R) throws -> R {
    try writing.withLock {
      if isDurable != syncs {
        try check(library.environmentSetFlags(environment, Self.noSync, isDurable ? 0 : 1))
        // What was written without a sync is older than what is to be durable now.
        if isDurable { try check(library.environmentSync(environment, 1)) }
        syncs = isDurable
      }
      var handle: OpaquePointer?
      try check(library.begin(environment, nil, 0, &handle))
      do {
        let result = try body(LMDBTransaction(library: library, handle: handle))
        try check(library.commit(handle))
        return result
      } catch let failure {
        library.abort(handle)
        throw failure
      }
    }
  }

  /// Runs `body` in a transaction that reads.
  func read<R>(_ body: (LMDBTransaction) throws -> R) throws -> R {
    var handle = readers.withLock { idleReaders.popLast() }
    if let handle {
      try check(library.renew(handle))
    } else {
      try check(library.begin(environment, nil, Self.readOnly, &handle))
    }
    defer {
      library.rest(handle)
      if let handle { readers.withLock { idleReaders.append(handle) } }
    }
    return try body(LMDBTransaction(library: library, handle: handle))
  }

  /// Opens a database of this name, which is made when it is not there.
  func database(_ name: String) throws -> UInt32 {
    try write(isDurable: true) { try $0.database(name, flags: Self.create) }
  }

  func sync() throws { try check(library.environmentSync(environment, 1)) }

  func close() {
    for reader in idleReaders { library.abort(reader) }
    idleReaders = []
    library.environmentClose(environment)
  }

  private func check(_ code: Int32) throws { try library.check(code) }
}

extension LMDBLibrary {
  func check(_ code: Int32) throws(BenchmarkFailure) {
    guard code != 0 else { return }
    let text = message(code).map { String(cString: $0) } ?? ""
    throw BenchmarkFailure("LMDB: error \(code), \(text)")
  }
}
