import Strandline
import Synchronization

/// The engine of this package, by its public calls and with its default options.
final class StrandlineEngine: Engine {
  private static let versionName = "benchmark-version"

  private let store: SessionStore
  private let version: Mutex<BackupVersion>

  init(at path: String, reading: Reading) throws {
    var options = Options()
    options.reading = reading
    store = try SessionStore.open(at: path, options: options)
    let name = try store.setting(Self.versionName) ?? Array("1".utf8)
    version = Mutex(BackupVersion(String(decoding: name, as: UTF8.self)))
  }

  func save(_ records: [SessionRecord], isDurable: Bool) throws {
    _ = try store.save(records, durability: isDurable ? .durable : .ordered)
  }

  func sync() throws { try store.flush() }

  func delete(_ keys: [SessionKey]) throws { _ = try store.delete(keys) }

  func read(_ key: SessionKey, _ body: (UnsafeRawBufferPointer) -> Void) throws -> Bool {
    let found: Void? = try store.withPayload(of: key) { (span) throws(StoreError) in
      span.withUnsafeBytes { body($0) }
    }
    return found != nil
  }

  func pending(limit: Int) throws -> EnginePage {
    let batch = try store.pending(for: version.withLock { $0 }, limit: limit)
    return EnginePage(batch.sessions, handle: batch)
  }

  func acknowledge(_ page: EnginePage) throws {
    guard let batch = page.handle as? PendingBatch else {
      throw BenchmarkFailure("a page of another engine is acknowledged")
    }
    let result = try store.acknowledge(batch)
    guard !result.forgotten, result.unknown.isEmpty else {
      throw BenchmarkFailure("an acknowledgement was not recorded")
    }
  }

  func counts() throws -> EngineCounts {
    let counts = try store.counts(for: version.withLock { $0 })
    return EngineCounts(total: counts.total, backedUp: counts.backedUp)
  }

  /// The name of the version is the host's to keep; `close` notes it for the next process.
  func reset(to version: Int) throws {
    try store.resetBackupState()
    self.version.withLock { $0 = BackupVersion(String(version)) }
  }

  func settle() throws { try store.flush() }

  func compact() throws { try store.compact() }

  func close() throws {
    let name = version.withLock { Array($0.version.utf8) }
    try store.set(Self.versionName, to: name)
    try store.close()
  }

  var syncCount: Int? { (try? store.statistics()).map { Int($0.syncCount) } }
}
