/// The writer's lock: an advisory lock on `LOCK`, and the note in it.
package final class StoreLock: Sendable {
  private let file: any File
  private let own: LockNote

  /// Whether commits that are not promised may be in the page cache only: a sync began in this boot
  /// and is not known to have succeeded, or nobody can tell whether it is the same boot.
  package let mayHaveLostSync: Bool

  /// - Throws: `.busy` when another writer has the store open.
  package init(directory: String, environment: Environment) throws(StoreError) {
    let path = directory + "/" + FileName.lock
    let fileSystem = environment.fileSystem
    if try fileSystem.kind(of: path) == nil {
      file = try fileSystem.create(path)
    } else {
      file = try fileSystem.open(path, for: .writing)
    }
    let bootIdentity = fileSystem.bootIdentity()
    let previous = try file.contents(byteCountMax: UInt64(LockNote.byteCount))
    let note = try? unsafe LockNote(decoding: previous.bytes)
    extendLifetime(previous)
    guard try file.tryLock() else {
      let owner = note.map { "process \($0.processID)" } ?? "another process"
      throw StoreError(
        .busy, "\(owner) has the store open for writing; close it there, or open it for reading",
        path: directory)
    }
    if let note {
      let isSameBoot = bootIdentity != nil && note.bootIdentity == bootIdentity
      mayHaveLostSync = bootIdentity == nil || (isSameBoot && note.isSyncing)
    } else {
      // An empty note was never written; one that cannot be read tells nothing.
      mayHaveLostSync = bootIdentity == nil || previous.count > 0
    }
    own = LockNote(
      processID: environment.processID, isSyncing: mayHaveLostSync, bootIdentity: bootIdentity)
    try write(isSyncing: mayHaveLostSync)
  }

  /// Notes whether the page cache may show what the disk never got.
  ///
  /// Needs no sync: only a process of the same boot cares, and that sees the same page cache.
  package func write(isSyncing: Bool) throws(StoreError) {
    var note = own
    note.isSyncing = isSyncing
    let bytes = note.encode()
    defer { extendLifetime(bytes) }
    try unsafe file.writeFully(bytes.bytes, at: 0)
  }

  /// Syncs a file of the log.
  ///
  /// Crash window: a process that is killed while it waits for the disk cannot note that the sync
  /// failed, so it notes beforehand that one is open. When it fails the note stays: the next writer
  /// of this boot copies what was not promised instead of trusting the page cache.
  package func sync(_ segment: any File) throws(StoreError) {
    // A full disk that copies on write may refuse it: no reason to refuse the sync.
    let isNoted = (try? write(isSyncing: true)) != nil
    do {
      try segment.sync()
    } catch {
      if !isNoted { try? write(isSyncing: true) }
      throw error
    }
    // Left standing it costs the next writer a copy and nothing else.
    try? write(isSyncing: false)
  }

  /// Gives the lock up.
  ///
  /// Explicitly, because a child between fork and exec keeps it otherwise.
  package func release() {
    file.unlock()
    file.close()
  }
}
