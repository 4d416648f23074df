// Leaving a segment and beginning the next one.
extension LogWriter {
  /// Seals the active segment and begins a new one.
  /// - Throws: the log is as good as before; when `mustRoll` is set it cannot be appended to until
  ///   a later roll succeeds.
  package func roll() throws(StoreError) -> [MovedRecord] {
    var moved = try sync()
    if !mustRoll, end > SegmentHeader.firstCommitOffset { moved += try startSegment(carrying: []) }
    return moved
  }

  /// Writes the unsynced commits to a new segment, after their own failed them.
  func moveSuffix() throws(StoreError) -> [MovedRecord] {
    let carried = suffix
    return try startSegment(carrying: carried)
  }

  /// The order: contents and header synced under a temporary name, renamed, directory synced, named
  /// in a synced manifest; only then is the segment appended to.
  ///
  /// Crash windows: before the rename, an unfinished file, removed by the next writer. Before the
  /// manifest, a segment that is not named: without commits an orphan; with carried ones the next
  /// open rebuilds the store, and the same commits lie in both segments under the same numbers.
  private func startSegment(carrying carried: [WrittenCommits]) throws(StoreError) -> [MovedRecord]
  {
    let id = try takeFileID()
    let name = FileName(id: id, kind: .segment)
    let path = directory + "/" + name.text
    let unfinished = path + FileName.unfinishedSuffix
    let fileSystem = environment.fileSystem
    let seed = FrameSeed(storeID: manifest.storeID, fileID: id)
    let first = Sequence48(carriedFirstSequence(carried) ?? nextSequence)
    let buffer = ByteBuffer()
    defer { extendLifetime(buffer) }
    FileHeader(kind: .segment, storeID: manifest.storeID, fileID: id).encode(into: buffer)
    SegmentHeader(predecessor: active.id, predecessorEnd: syncedEnd, firstSequence: first)
      .encode(into: buffer, seed: seed)
    var moved: [MovedRecord] = []
    let encoder = CommitEncoder(seed: seed, fileOffset: SegmentHeader.firstCommitOffset)
    defer { extendLifetime(encoder) }
    for commits in carried { copy(commits, to: encoder, as: id, &moved) }
    unsafe buffer.append(unsafe encoder.buffer.bytes)
    let file: any File
    do {
      file = try fileSystem.create(unfinished)
      try unsafe file.writeFully(buffer.bytes, at: 0)
      try file.sync()
      try fileSystem.rename(unfinished, to: path)
      try fileSystem.syncDirectory(directory)
    } catch {
      try? fileSystem.unlink(unfinished)
      try? fileSystem.unlink(path)
      throw error
    }
    let length = UInt64(buffer.count)
    try writeManifest(activeID: id, activeLength: length, firstSequence: first) { error in
      // Without commits it is an orphan, with them the next open would rebuild: take it away.
      if error.mayCount {
        abandonedPaths.append(path)
      } else {
        try? fileSystem.unlink(path)
      }
    }
    // Give back the blocks reserved behind the end. Nothing else lies there that counts, and a file
    // whose sync failed is left as it is.
    if carried.isEmpty, !mustRoll { try? active.file.truncate(to: end) }
    active = SegmentFile(id: id, file: file, storeID: manifest.storeID)
    end = length
    firstSequence = first
    reservedEnd = reservedEnd == nil ? nil : 0
    mustRoll = false
    cleanEnd = nil
    markSynced()
    return moved
  }

  /// The manifest that seals the active segment at its synced end and names the next one.
  private func writeManifest(
    activeID: FileID, activeLength: UInt64, firstSequence: Sequence48,
    _ undo: (ManifestFiles.WriteFailure) -> Void
  ) throws(StoreError) {
    var next = manifest
    if let index = next.entries.firstIndex(where: { $0.name.id == active.id }) {
      next.entries[index].isSealed = true
      next.entries[index].byteCount = syncedEnd
    }
    next.entries.append(
      ManifestSnapshot.Entry(
        name: FileName(id: activeID, kind: .segment), isSealed: false, byteCount: activeLength,
        firstSequence: firstSequence))
    do {
      try install(next)
    } catch {
      undo(error)
      // If the new manifest may count, the old segment is sealed: what is appended to it now would
      // be ignored by the next open.
      if error.mayCount { mustRoll = true }
      throw error.error
    }
  }

  /// Writes `snapshot` as the next manifest and removes all but the one before it.
  package func install(_ snapshot: ManifestSnapshot) throws(ManifestFiles.WriteFailure) {
    var next = snapshot
    do {
      next.fileID = try takeFileID()
    } catch {
      throw ManifestFiles.WriteFailure(error: error, mayCount: false)
    }
    next.nextFileID = nextFileID
    next.nextSequence = Sequence48(nextSequence)
    next.nextRevision = Revision(nextRevision)
    let files = ManifestFiles(directory: directory, fileSystem: environment.fileSystem)
    try files.write(next)
    let previous = manifest.fileID
    manifest = next
    for path in abandonedPaths { try? environment.fileSystem.unlink(path) }
    abandonedPaths.removeAll()
    // Best effort: an older manifest is never opened from while a newer one is there.
    guard let names = try? environment.fileSystem.list(directory) else { return }
    for id in StoreDirectory(names: names).manifests where id < previous {
      try? environment.fileSystem.unlink(files.path(id))
    }
  }

  func takeFileID() throws(StoreError) -> FileID {
    let id = nextFileID
    guard let next = id.next else {
      throw StoreError(
        .tooLarge, "the store has used up its file numbers; copy it", path: directory)
    }
    nextFileID = next
    return id
  }

  private func carriedFirstSequence(_ carried: [WrittenCommits]) -> UInt64? {
    guard let first = carried.first else { return nil }
    defer { extendLifetime(first) }
    let segment = unsafe SegmentBytes(
      first.buffer.bytes, seed: active.seed, baseOffset: first.offset)
    return segment.header(at: first.offset)?.sequence.rawValue
  }

  private func copy(
    _ commits: WrittenCommits, to encoder: CommitEncoder, as id: FileID,
    _ moved: inout [MovedRecord]
  ) {
    defer { extendLifetime(commits) }
    let source = unsafe SegmentBytes(
      commits.buffer.bytes, seed: active.seed, baseOffset: commits.offset)
    moved += CommitCopy.copy(
      source, commits.offset..<commits.offset + UInt64(commits.buffer.count), from: active.id,
      to: encoder, as: id)
  }
}
