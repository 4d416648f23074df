/// Counts what goes through a file system: the source of the statistics on writes and syncs.
package final class MeteredFileSystem: FileSystem {
  package struct Counts: Sendable, Hashable {
    package var byteCountWritten: UInt64 = 0
    package var writeCount: UInt64 = 0
    package var syncCount: UInt64 = 0
  }

  private let base: any FileSystem
  private let counter = Lock(Counts())

  package init(_ base: any FileSystem) { self.base = base }

  package var counts: Counts { counter.withLock { $0 } }

  fileprivate func noteWrite(_ byteCount: Int) {
    counter.withLock {
      $0.writeCount += 1
      $0.byteCountWritten += UInt64(byteCount)
    }
  }

  fileprivate func noteSync() { counter.withLock { $0.syncCount += 1 } }

  package func open(_ path: String, for access: FileAccess) throws(StoreError) -> any File {
    MeteredFile(try base.open(path, for: access), meter: self)
  }

  package func create(_ path: String) throws(StoreError) -> any File {
    MeteredFile(try base.create(path), meter: self)
  }

  package func createDirectory(_ path: String) throws(StoreError) {
    try base.createDirectory(path)
  }

  package func syncDirectory(_ path: String) throws(StoreError) {
    noteSync()
    try base.syncDirectory(path)
  }

  package func rename(_ path: String, to newPath: String) throws(StoreError) {
    try base.rename(path, to: newPath)
  }

  package func link(_ path: String, to newPath: String) throws(StoreError) {
    try base.link(path, to: newPath)
  }

  package func unlink(_ path: String) throws(StoreError) { try base.unlink(path) }

  package func removeDirectory(_ path: String) throws(StoreError) {
    try base.removeDirectory(path)
  }

  package func list(_ path: String) throws(StoreError) -> [String] { try base.list(path) }

  package func kind(of path: String) throws(StoreError) -> FileKind? { try base.kind(of: path) }

  package func bootIdentity() -> [UInt8]? { base.bootIdentity() }
}

private final class MeteredFile: File {
  private let base: any File
  private let meter: MeteredFileSystem

  init(_ base: any File, meter: MeteredFileSystem) {
    self.base = base
    self.meter = meter
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    try unsafe base.read(into: buffer, at: offset)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int {
    let count = try unsafe base.write(bytes, at: offset)
    meter.noteWrite(count)
    return count
  }

  func sync() throws(StoreError) {
    meter.noteSync()
    try base.sync()
  }

  func beginWriteback(from offset: UInt64, byteCount: UInt64) {
    base.beginWriteback(from: offset, byteCount: byteCount)
  }

  func size() throws(StoreError) -> UInt64 { try base.size() }

  func allocate(from offset: UInt64, byteCount: UInt64) throws(StoreError) -> Bool {
    try base.allocate(from: offset, byteCount: byteCount)
  }

  func truncate(to byteCount: UInt64) throws(StoreError) { try base.truncate(to: byteCount) }
  func map(byteCount: UInt64) throws(StoreError) -> FileMapping? {
    try base.map(byteCount: byteCount)
  }

  func tryLock() throws(StoreError) -> Bool { try base.tryLock() }
  func unlock() { base.unlock() }
  func close() { base.close() }
}
