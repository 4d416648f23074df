/// Reads of a failing medium, so that what can be read is: blocks that cannot are zeros, and noted.
///
/// Zeros are never a frame nor a page, so they are met as damage. Writes nothing.
package final class LenientFileSystem: FileSystem {
  private let base: any FileSystem
  private let unreadable = Lock<[DamageReport.Finding]>([])
  static let blockByteCount = 512

  package init(_ base: any FileSystem) { self.base = base }

  /// Blocks that could not be read, once each.
  package var lost: [DamageReport.Finding] { unreadable.withLock { $0 } }

  fileprivate func note(_ path: String, _ offset: UInt64) {
    let finding = DamageReport.Finding(
      kind: .range, file: StoreCreation.place(of: path).name, offset: offset,
      byteCount: UInt64(Self.blockByteCount))
    unreadable.withLock { if !$0.contains(finding), $0.count < 10_000 { $0.append(finding) } }
  }

  package func open(_ path: String, for access: FileAccess) throws(StoreError) -> any File {
    guard access == .reading else { throw Self.refusal(path) }
    return LenientFile(try base.open(path, for: .reading), path: path, owner: self)
  }

  package func list(_ path: String) throws(StoreError) -> [String] { try base.list(path) }
  package func kind(of path: String) throws(StoreError) -> FileKind? { try base.kind(of: path) }
  package func bootIdentity() -> [UInt8]? { base.bootIdentity() }

  package func create(_ path: String) throws(StoreError) -> any File { throw Self.refusal(path) }
  package func createDirectory(_ path: String) throws(StoreError) { throw Self.refusal(path) }
  package func syncDirectory(_ path: String) throws(StoreError) { throw Self.refusal(path) }
  package func rename(_ path: String, to newPath: String) throws(StoreError) {
    throw Self.refusal(path)
  }
  package func link(_ path: String, to newPath: String) throws(StoreError) {
    throw Self.refusal(path)
  }
  package func unlink(_ path: String) throws(StoreError) { throw Self.refusal(path) }
  package func removeDirectory(_ path: String) throws(StoreError) { throw Self.refusal(path) }

  fileprivate static func refusal(_ path: String) -> StoreError {
    StoreError(.readOnly, "a repair does not write to the damaged store", path: path)
  }
}

private final class LenientFile: File {
  private let base: any File
  private let path: String
  private let owner: LenientFileSystem

  init(_ base: any File, path: String, owner: LenientFileSystem) {
    self.base = base
    self.path = path
    self.owner = owner
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    do {
      return try unsafe base.read(into: buffer, at: offset)
    } catch {
      guard error.code == .io else { throw error }
    }
    // Up to the next block's end, so that what stands around a bad block is read.
    let block = LenientFileSystem.blockByteCount
    let size = try base.size()
    let wanted = min(buffer.count, block - Int(offset % UInt64(block)))
    let count = Int(min(UInt64(wanted), size - min(size, offset)))
    let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[0..<count])
    do {
      return try unsafe base.read(into: part, at: offset)
    } catch {
      guard error.code == .io else { throw error }
      owner.note(path, offset - offset % UInt64(block))
      unsafe part.initializeMemory(as: UInt8.self, repeating: 0)
      return count
    }
  }

  func size() throws(StoreError) -> UInt64 { try base.size() }
  func close() { base.close() }
  func beginWriteback(from offset: UInt64, byteCount: UInt64) {}
  func map(byteCount: UInt64) throws(StoreError) -> FileMapping? { nil }
  func unlock() {}

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int {
    throw LenientFileSystem.refusal(path)
  }

  func sync() throws(StoreError) { throw LenientFileSystem.refusal(path) }

  func allocate(from offset: UInt64, byteCount: UInt64) throws(StoreError) -> Bool {
    throw LenientFileSystem.refusal(path)
  }

  func truncate(to byteCount: UInt64) throws(StoreError) { throw LenientFileSystem.refusal(path) }
  func tryLock() throws(StoreError) -> Bool { throw LenientFileSystem.refusal(path) }
}
