/// Makes an empty store: built beside its place, synced, renamed there, so that it is there whole or
/// not at all.
///
/// The opening that follows syncs the parent. So does every other one until a second manifest is
/// written: the process that made the store may have ended before.
package struct StoreCreation {
  package let environment: Environment

  package init(environment: Environment) { self.environment = environment }

  /// - Throws: what the system reports; nothing is left at `path` then.
  package func create(at path: String) throws(StoreError) {
    let fileSystem = environment.fileSystem
    let random = environment.random
    let place = Self.place(of: path)
    let suffix = String(random.next(), radix: 16)
    let building = place.parent + "/.strandline-creating-" + suffix
    try fileSystem.createDirectory(building)
    do {
      try build(in: building)
      // Crash window: a directory with a name of its own beside the store; it holds nothing.
      try fileSystem.rename(building, to: path)
    } catch {
      for name in (try? fileSystem.list(building)) ?? [] {
        try? fileSystem.unlink(building + "/" + name)
      }
      try? fileSystem.removeDirectory(building)
      throw error
    }
  }

  /// Makes the name of a store durable whose creation may have been cut off behind the rename.
  ///
  /// A later manifest than the first was written by an opening that had done this.
  static func settle(
    _ path: String, _ manifest: ManifestSnapshot?, _ fileSystem: any FileSystem
  ) throws(StoreError) {
    if let manifest, let first = FileID.first.next, manifest.fileID > first { return }
    try fileSystem.syncDirectory(place(of: path).parent)
  }

  private func build(in directory: String) throws(StoreError) {
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
    let segment = try fileSystem.create(directory + "/" + segmentName.text)
    defer { segment.close() }
    try unsafe segment.writeFully(buffer.bytes, at: 0)
    try segment.sync()
    let entry = ManifestSnapshot.Entry(
      name: segmentName, isSealed: false, byteCount: UInt64(buffer.count),
      firstSequence: Sequence48(1))
    guard let manifestID = FileID.first.next, let nextID = manifestID.next else {
      preconditionFailure("the first file ids are in range")
    }
    let manifest = ManifestSnapshot(
      fileID: manifestID, storeID: storeID,
      hashKey: SipHash(key0: random.next(), key1: random.next()), nextFileID: nextID,
      nextSequence: Sequence48(1), nextRevision: Revision(1), entries: [entry])
    do {
      try ManifestFiles(directory: directory, fileSystem: fileSystem).write(manifest)
    } catch {
      throw error.error
    }
    // With its note, so that there is a block for the next one when the disk is full.
    let lock = try fileSystem.create(directory + "/" + FileName.lock)
    defer { lock.close() }
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
