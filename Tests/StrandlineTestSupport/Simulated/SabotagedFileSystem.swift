package import Strandline

/// A file system that answers success to syncs it does not do: a seeded bug that needs no hook in
/// the engine.
package final class SabotagedFileSystem: FileSystem, Sendable {
  /// What is left out.
  package enum Sabotage: String, Sendable, Hashable, CaseIterable {
    case skipDirectorySyncs
    case skipFileSyncs
  }

  private let base: any FileSystem
  private let sabotage: Sabotage
  /// The directory whose syncs are left out; nil: every one.
  private let directory: String?

  package init(_ base: any FileSystem, _ sabotage: Sabotage, in directory: String? = nil) {
    self.base = base
    self.sabotage = sabotage
    self.directory = directory
  }

  package func open(
    _ path: String, for access: FileAccess
  ) throws(StoreError) -> any File {
    SabotagedFile(try base.open(path, for: access), sabotage)
  }

  package func create(_ path: String) throws(StoreError) -> any File {
    SabotagedFile(try base.create(path), sabotage)
  }

  package func createDirectory(_ path: String) throws(StoreError) {
    try base.createDirectory(path)
  }

  package func syncDirectory(_ path: String) throws(StoreError) {
    if sabotage == .skipDirectorySyncs, path == directory ?? path { return }
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

private final class SabotagedFile: File {
  private let base: any File
  private let sabotage: SabotagedFileSystem.Sabotage

  init(_ base: any File, _ sabotage: SabotagedFileSystem.Sabotage) {
    self.base = base
    self.sabotage = sabotage
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    try base.read(into: buffer, at: offset)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int {
    try base.write(bytes, at: offset)
  }

  func sync() throws(StoreError) {
    if sabotage != .skipFileSyncs { try base.sync() }
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
