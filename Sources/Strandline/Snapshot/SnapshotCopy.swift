/// Makes a copy of one durable state of a store: built beside its place, synced, renamed there.
///
/// What is never written again is linked and shares its blocks with the store; the segment the log
/// ends in is copied. The copy's log ends in a clean mark of a life that nobody knows, so that what
/// was handed out by the store is not acknowledged in the copy, nor the other way round.
package struct SnapshotCopy {
  package let state: DurableState
  package let environment: Environment
  private static let pieceByteCount = 256 << 10

  package init(_ state: DurableState, environment: Environment) {
    self.state = state
    self.environment = environment
  }

  private var fileSystem: any FileSystem { environment.fileSystem }

  /// - Throws: what the system reports; nothing is left beside `path` then.
  package func make(at path: String) throws(StoreError) {
    try NewDirectory(environment: environment).make(at: path, word: "copying") {
      building throws(StoreError) in
      try fill(building)
    }
  }

  /// Fills a directory that is being made, durably.
  func fill(_ directory: String) throws(StoreError) {
    var manifest = state.manifest
    for entry in manifest.entries where entry.name.id != state.active {
      try linkOrCopy(entry, to: directory)
    }
    try copyActive(&manifest, to: directory)
    // A name is durable before a manifest has it.
    try fileSystem.syncDirectory(directory)
    manifest.fileID = manifest.nextFileID
    guard let next = manifest.nextFileID.next else {
      throw StoreError(
        .tooLarge, "the store has used up its file numbers; copy it by hand", path: directory)
    }
    manifest.nextFileID = next
    do {
      try ManifestFiles(directory: directory, fileSystem: fileSystem).write(manifest)
    } catch {
      throw error.error
    }
    let lock = try fileSystem.create(directory + "/" + FileName.lock)
    defer { lock.close() }
    let note = LockNote(
      processID: environment.processID, bootIdentity: fileSystem.bootIdentity())
    try StoreLock.write(note, to: lock)
    try lock.sync()
    try fileSystem.syncDirectory(directory)
  }

  /// A file that is not written to any more gets a second name.
  ///
  /// Where that cannot be, because the place is on another file system, or the first name is gone
  /// since the state was taken, it is copied through the handle that pins it.
  private func linkOrCopy(
    _ entry: ManifestSnapshot.Entry, to directory: String
  ) throws(StoreError) {
    let target = directory + "/" + entry.name.text
    do {
      try fileSystem.link(state.directory + "/" + entry.name.text, to: target)
      return
    } catch {}
    guard let source = state.handle(entry.name) else {
      // Derived, and rebuilt when the copy is opened: it was missing in the store, too.
      if entry.name.kind != .segment { return }
      throw StoreError(
        .corrupt, "a segment of the store is missing; repair it first", path: entry.name.text)
    }
    let file = try fileSystem.create(target)
    defer { file.close() }
    try copy(source, byteCount: try source.size(), to: file, path: entry.name.text)
    try file.sync()
  }

  private func copyActive(
    _ manifest: inout ManifestSnapshot, to directory: String
  ) throws(StoreError) {
    guard let segment = state.view.segments[state.active], let end = state.ends[state.active],
      let index = manifest.entries.firstIndex(where: { $0.name.id == state.active })
    else { preconditionFailure("a state without the end of its log") }
    let file = try fileSystem.create(directory + "/" + segment.name)
    defer { file.close() }
    try copy(segment.file, byteCount: end, to: file, path: segment.name)
    let mark = cleanMark(segment.seed, end, &manifest)
    defer { extendLifetime(mark) }
    try unsafe file.writeFully(mark.bytes, at: end)
    try file.sync()
    manifest.entries[index].byteCount = end + UInt64(mark.count)
  }

  private func cleanMark(
    _ seed: FrameSeed, _ end: UInt64, _ manifest: inout ManifestSnapshot
  ) -> ByteBuffer {
    let random = environment.random
    let nobody = Lineage(Incarnation(high: random.next(), low: random.next()))
    let encoder = CommitEncoder(seed: seed, file: state.active, fileOffset: end)
    encoder.begin()
    encoder.append(
      .clean, name: nil, payload: CleanMark.array(nobody), sequence: manifest.nextSequence)
    manifest.nextSequence = manifest.nextSequence.next
    _ = encoder.end(syncedThrough: end, nextRevision: manifest.nextRevision.rawValue)
    return encoder.buffer
  }

  private func copy(
    _ source: any File, byteCount: UInt64, to target: any File, path: String
  ) throws(StoreError) {
    let piece = ByteBuffer(capacity: Self.pieceByteCount)
    defer { extendLifetime(piece) }
    var offset: UInt64 = 0
    while offset < byteCount {
      let wanted = Int(min(UInt64(Self.pieceByteCount), byteCount - offset))
      piece.removeAll()
      unsafe try piece.appendRead(upTo: wanted) { space throws(StoreError) in
        try unsafe source.readFully(into: space, at: offset)
      }
      guard piece.count == wanted else {
        throw StoreError(
          .corrupt, "a file is shorter than the manifest says; verify the store", path: path,
          offset: offset + UInt64(piece.count))
      }
      try unsafe target.writeFully(piece.bytes, at: offset)
      target.beginWriteback(from: offset, byteCount: UInt64(wanted))
      offset += UInt64(wanted)
    }
  }
}
