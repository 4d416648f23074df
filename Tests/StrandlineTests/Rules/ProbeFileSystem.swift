import Strandline

/// Counts the calls of one store and lets a test step in when it syncs.
final class Probe: Sendable {
  struct Counts: Sendable, Hashable {
    var readCount = 0
    var readByteCount = 0
    var writeCount = 0
    var writtenByteCount = 0
    var syncCount = 0
    var lockCount = 0
    var mapCount = 0
  }

  private let state = Lock(Counts())
  private let hook = Lock<(@Sendable () -> Void)?>(nil)
  private let readHook = Lock<(@Sendable (Int) -> Void)?>(nil)
  private let unlinkHook = Lock<(@Sendable (String) -> Void)?>(nil)
  private let mapHook = Lock<(@Sendable ([UInt8]) -> [UInt8])?>(nil)

  var counts: Counts { state.withLock { $0 } }

  /// Runs before every sync of a file, on the thread that syncs.
  func onSync(_ body: (@Sendable () -> Void)?) { hook.withLock { $0 = body } }

  /// Runs before a file is removed, with its path, on the thread that removes it.
  func onUnlink(_ body: (@Sendable (String) -> Void)?) { unlinkHook.withLock { $0 = body } }

  fileprivate func willUnlink(_ path: String) {
    let body = unlinkHook.withLock { $0 }
    body?(path)
  }

  /// What a file shows when it is mapped, made from what it holds; reads are not concerned.
  func onMap(_ body: (@Sendable ([UInt8]) -> [UInt8])?) { mapHook.withLock { $0 = body } }

  fileprivate func shown(_ mapping: FileMapping?) -> FileMapping? {
    note { $0.mapCount += 1 }
    guard let mapping, let change = mapHook.withLock({ $0 }) else { return mapping }
    defer { extendLifetime(mapping) }
    let bytes = change([UInt8](mapping.bytes))
    return FileMapping(upTo: bytes.count) {
      $0.copyBytes(from: bytes)
      return bytes.count
    }
  }

  /// Runs before every read with its number from 1 on.
  func onRead(_ body: (@Sendable (Int) -> Void)?) {
    let before = counts.readCount
    guard let body else { return readHook.withLock { $0 = nil } }
    let relative: @Sendable (Int) -> Void = { number in body(number - before) }
    readHook.withLock { $0 = relative }
  }

  fileprivate func willRead() {
    let number = counts.readCount + 1
    let body = readHook.withLock { $0 }
    body?(number)
  }

  fileprivate func note(_ change: (inout Counts) -> Void) { state.withLock { change(&$0) } }

  fileprivate func willSync() {
    note { $0.syncCount += 1 }
    let body = hook.withLock { $0 }
    body?()
  }

  /// What `body` cost.
  func cost(of body: () throws -> Void) rethrows -> Counts {
    let before = counts
    try body()
    let after = counts
    return Counts(
      readCount: after.readCount - before.readCount,
      readByteCount: after.readByteCount - before.readByteCount,
      writeCount: after.writeCount - before.writeCount,
      writtenByteCount: after.writtenByteCount - before.writtenByteCount,
      syncCount: after.syncCount - before.syncCount, lockCount: after.lockCount - before.lockCount,
      mapCount: after.mapCount - before.mapCount)
  }
}

/// A file system that passes everything on and tells a probe.
final class ProbeFileSystem: FileSystem {
  private let base: any FileSystem
  private let probe: Probe

  init(_ base: any FileSystem, _ probe: Probe) {
    self.base = base
    self.probe = probe
  }

  func open(_ path: String, for access: FileAccess) throws(StoreError) -> any File {
    ProbeFile(try base.open(path, for: access), probe)
  }

  func create(_ path: String) throws(StoreError) -> any File {
    ProbeFile(try base.create(path), probe)
  }

  func createDirectory(_ path: String) throws(StoreError) { try base.createDirectory(path) }

  func syncDirectory(_ path: String) throws(StoreError) {
    probe.note { $0.syncCount += 1 }
    try base.syncDirectory(path)
  }

  func rename(_ path: String, to newPath: String) throws(StoreError) {
    try base.rename(path, to: newPath)
  }

  func link(_ path: String, to newPath: String) throws(StoreError) {
    try base.link(path, to: newPath)
  }

  func unlink(_ path: String) throws(StoreError) {
    probe.willUnlink(path)
    try base.unlink(path)
  }

  func removeDirectory(_ path: String) throws(StoreError) { try base.removeDirectory(path) }
  func list(_ path: String) throws(StoreError) -> [String] { try base.list(path) }
  func kind(of path: String) throws(StoreError) -> FileKind? { try base.kind(of: path) }
  func bootIdentity() -> [UInt8]? { base.bootIdentity() }
}

private final class ProbeFile: File {
  private let base: any File
  private let probe: Probe

  init(_ base: any File, _ probe: Probe) {
    self.base = base
    self.probe = probe
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    probe.willRead()
    let count = try base.read(into: buffer, at: offset)
    probe.note {
      $0.readCount += 1
      $0.readByteCount += count
    }
    return count
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int {
    let count = try base.write(bytes, at: offset)
    probe.note {
      $0.writeCount += 1
      $0.writtenByteCount += count
    }
    return count
  }

  func sync() throws(StoreError) {
    probe.willSync()
    try base.sync()
  }

  func tryLock() throws(StoreError) -> Bool {
    probe.note { $0.lockCount += 1 }
    return try base.tryLock()
  }

  func beginWriteback(from offset: UInt64, byteCount: UInt64) {
    base.beginWriteback(from: offset, byteCount: byteCount)
  }

  func allocate(from offset: UInt64, byteCount: UInt64) throws(StoreError) -> Bool {
    try base.allocate(from: offset, byteCount: byteCount)
  }

  func map(byteCount: UInt64) throws(StoreError) -> FileMapping? {
    probe.shown(try base.map(byteCount: byteCount))
  }

  func size() throws(StoreError) -> UInt64 { try base.size() }
  func truncate(to byteCount: UInt64) throws(StoreError) { try base.truncate(to: byteCount) }
  func unlock() { base.unlock() }
  func close() { base.close() }
}
