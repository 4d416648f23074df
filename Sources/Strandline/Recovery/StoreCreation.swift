/// Makes an empty store, so that it is there whole or not at all.
///
/// The opening that follows syncs the parent. So does every other one until a second manifest is
/// written: the process that made the store may have ended before.
package struct StoreCreation {
  package let environment: Environment

  package init(environment: Environment) { self.environment = environment }

  /// Where nothing is: built beside its place, synced, renamed there.
  /// - Throws: what the system reports; nothing is left beside `path` then.
  package func create(at path: String) throws(StoreError) {
    let fileSystem = environment.fileSystem
    let place = Self.place(of: path)
    let suffix = String(environment.random.next(), radix: 16)
    let building = place.parent + "/.strandline-creating-" + suffix
    try fileSystem.createDirectory(building)
    do {
      let lock = try fileSystem.create(building + "/" + FileName.lock)
      defer { lock.close() }
      try build(in: building, lock)
      // Crash window: a directory with a name of its own beside the store; it holds nothing.
      try fileSystem.rename(building, to: path)
    } catch {
      clear(building)
      try? fileSystem.removeDirectory(building)
      throw error
    }
  }

  /// In an empty directory, which may be a mount point or have attributes that must stay.
  ///
  /// Crash windows: until the manifest has its name there are unfinished files and an empty `LOCK`,
  /// which the next attempt takes for what they are. The lock keeps two attempts apart.
  /// - Throws: `.busy` while another process does the same, or what the system reports.
  package func create(inEmpty directory: String) throws(StoreError) {
    let fileSystem = environment.fileSystem
    let path = directory + "/" + FileName.lock
    let isNew = try fileSystem.kind(of: path) == nil
    let lock = isNew ? try fileSystem.create(path) : try fileSystem.open(path, for: .writing)
    defer {
      lock.unlock()
      lock.close()
    }
    guard try lock.tryLock() else {
      throw StoreError(.busy, "another process is creating a store here", path: directory)
    }
    // It may have been created since it was looked at.
    guard try isLeftOver(directory) else { return }
    clear(directory, keepsLock: true)
    do {
      try build(in: directory, lock)
    } catch {
      clear(directory, keepsLock: true)
      // A note tells of a store: without one the next attempt is welcome.
      try? lock.truncate(to: 0)
      throw error
    }
  }

  /// Whether a directory is empty but for what an attempt to create a store in it left.
  package func isLeftOver(_ directory: String) throws(StoreError) -> Bool {
    let fileSystem = environment.fileSystem
    let segment = FileName(id: .first, kind: .segment)
    let manifest = FileName(id: Self.manifestID, kind: .manifest)
    let own = [segment, manifest].map { $0.text + FileName.unfinishedSuffix }
    let names = try fileSystem.list(directory)
    guard names.allSatisfy({ own.contains($0) || $0 == FileName.lock }) else { return false }
    guard names.contains(FileName.lock) else { return true }
    // The note in it is the last thing that is written.
    let lock = try fileSystem.open(directory + "/" + FileName.lock, for: .reading)
    defer { lock.close() }
    return try lock.size() == 0
  }

  private static let manifestID = FileID.first.next ?? .first

  private func clear(_ directory: String, keepsLock: Bool = false) {
    let fileSystem = environment.fileSystem
    // The manifest first: without it the rest is no store.
    let names = ((try? fileSystem.list(directory)) ?? []).sorted(by: >)
    for name in names where !keepsLock || name != FileName.lock {
      try? fileSystem.unlink(directory + "/" + name)
    }
  }

  /// Makes the name of a store durable whose creation may have been cut off behind the rename.
  ///
  /// A later manifest than the first was written by an opening that had done this.
  static func settle(
    _ path: String, _ manifest: ManifestSnapshot?, _ fileSystem: any FileSystem
  ) throws(StoreError) {
    if let manifest, manifest.fileID > manifestID { return }
    try fileSystem.syncDirectory(place(of: path).parent)
  }

  /// Makes the files in the order in which a segment is begun: the manifest is what counts.
  private func build(in directory: String, _ lock: any File) throws(StoreError) {
    let fileSystem = environment.fileSystem
    let random = environment.random
    let storeID = StoreID(high: random.next(), low: random.next())
    let segmentName = FileName(id: .first, kind: .segment)
    let seed = FrameSeed(storeID: storeID, fileID: segmentName.id)
    let buffer = ByteBuffer()
    defer { extendLifetime(buffer) }
    FileHeader(kind: .segment, storeID: storeID, fileID: segmentName.id).encode(into: buffer)
    SegmentHeader(predecessor: nil, predecessorEnd: 0, firstSequence: Sequence48(1))
      .encode(into: buffer, seed: seed)
    let path = directory + "/" + segmentName.text
    let segment = try fileSystem.create(path + FileName.unfinishedSuffix)
    defer { segment.close() }
    try unsafe segment.writeFully(buffer.bytes, at: 0)
    try segment.sync()
    try fileSystem.syncDirectory(directory)
    let entry = ManifestSnapshot.Entry(
      name: segmentName, isSealed: false, byteCount: UInt64(buffer.count),
      firstSequence: Sequence48(1))
    guard let nextID = Self.manifestID.next else {
      preconditionFailure("the first file ids are in range")
    }
    let manifest = ManifestSnapshot(
      fileID: Self.manifestID, storeID: storeID,
      hashKey: SipHash(key0: random.next(), key1: random.next()), nextFileID: nextID,
      nextSequence: Sequence48(1), nextRevision: Revision(1), entries: [entry])
    do {
      try ManifestFiles(directory: directory, fileSystem: fileSystem).write(manifest)
    } catch {
      throw error.error
    }
    try fileSystem.rename(path + FileName.unfinishedSuffix, to: path)
    // With its note, so that there is a block for the next one when the disk is full.
    let note = LockNote(
      processID: environment.processID, bootIdentity: fileSystem.bootIdentity())
    try StoreLock.write(note, to: lock)
    try lock.sync()
    try fileSystem.syncDirectory(directory)
  }

  /// The directory a path lies in and its last component.
  static func place(of path: String) -> (parent: String, name: String) {
    var trimmed = Substring(path)
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
    let parent = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    return (parent, String(trimmed[trimmed.index(after: slash)...]))
  }
}
