// Leaving a segment and beginning the next one.
extension LogWriter {
  /// Seals the active segment and begins a new one.
  /// - Throws: the log is as good as before; when `mustRoll` is set it cannot be appended to until
  ///   a later roll succeeds.
  package func roll() throws(StoreError) -> [MovedRecord] {
    let former = active.id
    let moved = try sync()
    // A sync that failed has begun a new segment already, which the moved records lie in.
    guard active.id == former, end > SegmentHeader.firstCommitOffset else { return moved }
    return try startSegment(carrying: [])
  }

  /// Writes the unsynced commits to a new segment, after their own failed them.
  func moveSuffix() throws(StoreError) -> [MovedRecord] {
    let carried = suffix
    return try startSegment(carrying: carried)
  }

  /// The order: header and carried commits synced under a temporary name, directory synced, named in
  /// a synced manifest, renamed, directory synced; only then is the segment appended to.
  ///
  /// Crash windows: before the manifest, an unfinished file that is removed by the next writer; the
  /// log is what it was. After the manifest, a segment that is named and bears its temporary name:
  /// it is whole, and the next writer renames it. So carried commits count from the moment on that
  /// their old place does not.
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
    let encoder = CommitEncoder(
      seed: seed, file: id, fileOffset: SegmentHeader.firstCommitOffset)
    defer { extendLifetime(encoder) }
    for commits in carried { try copy(commits, to: encoder, &moved) }
    unsafe buffer.append(unsafe encoder.buffer.bytes)
    let file: any File
    let reserved: UInt64?
    do {
      file = try fileSystem.create(unfinished)
      reserved = try reserve(in: file, behind: UInt64(buffer.count))
      try unsafe file.writeFully(buffer.bytes, at: 0)
      try file.sync()
      try fileSystem.syncDirectory(directory)
    } catch {
      try? fileSystem.unlink(unfinished)
      throw error
    }
    let length = UInt64(buffer.count)
    try writeManifest(activeID: id, activeLength: length, firstSequence: first, unfinished)
    do {
      try fileSystem.rename(unfinished, to: path)
      try fileSystem.syncDirectory(directory)
    } catch {
      // The manifest counts: the old segment is sealed, and the new one is not to be trusted yet.
      mustRoll = true
      abandonedPaths += [unfinished, path]
      throw error
    }
    // Give back the blocks reserved behind the end. Nothing else lies there that counts, and a file
    // whose sync failed is left as it is.
    if carried.isEmpty, !mustRoll { try? active.file.truncate(to: end) }
    active = SegmentFile(id: id, file: file, storeID: manifest.storeID)
    end = length
    firstSequence = first
    reservedEnd = reserved
    if reserved == 0 { takeReserve() }
    mustRoll = false
    cleanEnd = nil
    markSynced()
    return moved
  }

  /// Writes the manifest that seals the active segment at its synced end and names the next one.
  private func writeManifest(
    activeID: FileID, activeLength: UInt64, firstSequence: Sequence48, _ unfinished: String
  ) throws(StoreError) {
    var next = manifest
    // One that was named and could not be renamed: never appended to, taken over again by this one.
    next.entries.removeAll { !$0.isSealed && $0.name.id != active.id }
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
      if error.mayCount {
        // If the new manifest counts, the old segment is sealed: what is appended to it now would be
        // ignored by the next open.
        mustRoll = true
        abandonedPaths.append(unfinished)
      } else {
        try? environment.fileSystem.unlink(unfinished)
      }
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
    // What cannot be removed stays on the list: an unnamed segment tells the next opening that a
    // manifest is gone.
    abandonedPaths.removeAll { path in
      do throws(StoreError) {
        try environment.fileSystem.unlink(path)
        return true
      } catch {
        return error.code == .notFound
      }
    }
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
    _ commits: WrittenCommits, to encoder: CommitEncoder, _ moved: inout [MovedRecord]
  ) throws(StoreError) {
    defer { extendLifetime(commits) }
    let source = unsafe SegmentBytes(
      commits.buffer.bytes, seed: active.seed, baseOffset: commits.offset)
    moved += try CommitCopy.copy(
      source, commits.offset..<commits.offset + UInt64(commits.buffer.count), from: active.id,
      to: encoder)
  }
}
