/// The writer's lock: an advisory lock on `LOCK`, and the note in it.
package final class StoreLock: Sendable {
  private let file: any File

  /// Whether commits that are not promised may be in the page cache only: the last writer was of
  /// this boot, or nobody can tell.
  ///
  /// It may have been killed while it waited for a sync that failed; another sync of the same file
  /// would succeed and mean nothing.
  package let isSameBoot: Bool

  /// - Throws: `.busy` when another writer has the store open.
  package init(directory: String, environment: Environment) throws(StoreError) {
    let path = directory + "/" + FileName.lock
    let fileSystem = environment.fileSystem
    if try fileSystem.kind(of: path) == nil {
      file = try fileSystem.create(path)
    } else {
      file = try fileSystem.open(path, for: .writing)
    }
    let previous = try file.contents(byteCountMax: UInt64(LockNote.byteCount))
    let note = try? unsafe LockNote(decoding: previous.bytes)
    extendLifetime(previous)
    guard try file.tryLock() else {
      let owner = note.map { "process \($0.processID)" } ?? "another process"
      throw StoreError(
        .busy, "\(owner) has the store open for writing; close it there, or open it for reading",
        path: directory)
    }
    let boot = fileSystem.bootIdentity()
    if let boot, let former = note?.bootIdentity {
      isSameBoot = boot == former
    } else {
      isSameBoot = true
    }
    let own = LockNote(processID: environment.processID, bootIdentity: boot)
    do {
      try Self.write(own, to: file)
    } catch {
      // A full disk may have no block for it, which is no reason to refuse a reset. But a note of
      // an earlier boot must not stay: the next process would trust a sync of what this one left.
      guard error.code == .noSpace else { throw error }
      if !isSameBoot { try file.truncate(to: 0) }
    }
  }

  /// Needs no sync: only a process of the same boot cares, and that sees the same page cache.
  package static func write(_ note: LockNote, to file: any File) throws(StoreError) {
    let bytes = note.encode()
    defer { extendLifetime(bytes) }
    try unsafe file.writeFully(bytes.bytes, at: 0)
  }

  /// Gives the lock up.
  ///
  /// Explicitly, because a child between fork and exec keeps it otherwise.
  package func release() {
    file.unlock()
    file.close()
  }
}
