/// Opens an existing store for writing: reads it, and makes what was read the truth on disk before
/// anything is built on it.
package struct StoreOpening {
  package let directory: String
  package let environment: Environment
  package let resources: IndexResources

  package init(directory: String, environment: Environment, resources: IndexResources) {
    self.directory = directory
    self.environment = environment
    self.resources = resources
  }

  package struct Opened {
    package var loaded: LoadedStore
    package var writer: LogWriter
    package var lineage: Lineage
  }

  package func open(_ lock: StoreLock) throws(StoreError) -> Opened {
    let random = environment.random
    let loader = StoreLoader(
      directory: directory, fileSystem: environment.fileSystem, access: .writing,
      resources: resources)
    let newKey = SipHash(key0: random.next(), key1: random.next())
    let loaded = try loader.load(newHashKey: newKey)
    try StoreCreation.settle(directory, loaded.manifest, environment.fileSystem)
    guard let tail = loaded.tail else {
      throw StoreError(.corrupt, "the store names no log segment", path: directory)
    }
    let writer = LogWriter(
      directory: directory, environment: environment, storeLock: lock,
      manifest: loaded.manifest ?? Self.rebuiltManifest(loaded), active: tail.file, end: tail.end,
      firstSequence: tail.firstSequence, nextSequence: loaded.nextSequence,
      nextRevision: loaded.nextRevision, nextFileID: loaded.nextFileID)
    #if STRANDLINE_CANARIES
      writer.giveOutAgain(loaded)
    #endif
    var opened = Opened(
      loaded: loaded, writer: writer,
      lineage: Lineage(
        Incarnation(high: random.next(), low: random.next()), after: loaded.formerLives))
    writer.tailByteCount = loaded.tailByteCount
    if tail.survey?.isClean == true, !loaded.dropsEvidence { writer.cleanEnd = tail.end }
    try settle(&opened, tail)
    return opened
  }

  /// What was found behind the last promise becomes durable before anything is acknowledged on top
  /// of it, and dropped evidence becomes durably dropped.
  ///
  /// When the storage does not let that happen now, the store opens all the same, and the first
  /// commit does it before anything else.
  private func settle(_ opened: inout Opened, _ tail: LoadedSegment) throws(StoreError) {
    let writer = opened.writer
    if opened.loaded.manifest == nil || opened.loaded.dropsEvidence {
      // Control frames up to here are never replayed again, and every later opening gives the
      // evidence the same floor.
      writer.manifest.basisSequence = opened.loaded.evidence.floor
      writer.manifest.basisFile = tail.file.id
      writer.manifest.basisOffset = tail.end
      // The next checkpoint names them again.
      writer.manifest.setIndex(.empty, watermarks: nil)
    }
    try rename(opened.loaded.unfinished)
    // Crash window: also a clean mark may have been written and never synced. Behind one that was,
    // a manifest promises the whole log.
    if tail.durableEnd < tail.end { try makeDurable(writer, tail) }
    if opened.loaded.manifest == nil || !tail.endsInWholeCommit { writer.mustRoll = true }
    do {
      if writer.mustRoll {
        let moved = try writer.sync()
        opened.loaded.segments.add(writer.active)
        try move(moved, &opened)
      } else {
        writer.takeReserve()
        if opened.loaded.dropsEvidence || !opened.loaded.orphans.isEmpty { try install(writer) }
      }
    } catch {
      writer.mustRoll = true
      return
    }
    // Their ids are below the manifest's next one by now, so that none is given out again.
    for name in opened.loaded.orphans {
      try? environment.fileSystem.unlink(directory + "/" + name)
    }
  }

  /// Ends what a crash between a manifest and a rename left.
  private func rename(_ unfinished: [FileID]) throws(StoreError) {
    guard !unfinished.isEmpty else { return }
    for id in unfinished {
      let path = directory + "/" + FileName(id: id, kind: .segment).text
      try environment.fileSystem.rename(path + FileName.unfinishedSuffix, to: path)
    }
    try environment.fileSystem.syncDirectory(directory)
  }

  private func install(_ writer: LogWriter) throws(StoreError) {
    do {
      try writer.install(writer.manifest)
    } catch {
      throw error.error
    }
  }

  /// Syncs what was not promised.
  ///
  /// If a sync of this file failed before, or fails now, the page cache may show what the disk
  /// never got: then it is written anew, to another segment. So it is after every unclean end in
  /// the same boot. Crash window: a process that is killed while it waits for a sync that fails can
  /// tell nobody.
  private func makeDurable(_ writer: LogWriter, _ tail: LoadedSegment) throws(StoreError) {
    if !writer.storeLock.isSameBoot, (try? tail.file.file.sync()) != nil { return }
    // Gives the blocks reserved behind the end back: a full disk has room for the copy then.
    try? tail.file.file.truncate(to: tail.byteCount)
    let bytes = try tail.file.file.contents(byteCountMax: tail.end)
    defer { extendLifetime(bytes) }
    guard UInt64(bytes.count) == tail.end else {
      throw StoreError(
        .io, "the log became shorter while it was read; try again", path: tail.file.name,
        offset: UInt64(bytes.count))
    }
    let commits = ByteBuffer(capacity: bytes.count)
    unsafe commits.append(bytes.slice(Int(tail.durableEnd)..<bytes.count))
    writer.carry(commits, from: tail.durableEnd)
  }

  private func move(_ moved: [MovedRecord], _ opened: inout Opened) throws(StoreError) {
    for record in moved
    where try opened.loaded.index.place(of: record.revision) == record.from {
      try opened.loaded.index.move(record.revision, to: record.to)
    }
  }

  /// The manifest of a store that had none to rely on: every segment that was read, each ending
  /// where the log leaves it.
  static func rebuiltManifest(_ loaded: LoadedStore) -> ManifestSnapshot {
    let entries = loaded.chain.map { segment in
      ManifestSnapshot.Entry(
        name: FileName(id: segment.file.id, kind: .segment), isSealed: true,
        byteCount: segment.end, firstSequence: segment.firstSequence,
        isOutput: segment.isOutput, copiedByteCount: segment.isOutput ? segment.end : 0)
    }
    return ManifestSnapshot(
      // The lowest id: nothing counts as older, so a rebuild removes no manifest.
      fileID: .first, storeID: loaded.storeID, hashKey: loaded.hash.sipHash,
      nextFileID: loaded.nextFileID, nextSequence: Sequence48(loaded.nextSequence),
      nextRevision: Revision(loaded.nextRevision), entries: entries)
  }
}

extension LogWriter {
  #if STRANDLINE_CANARIES
    /// Numbers of what is not there any more.
    fileprivate func giveOutAgain(_ loaded: LoadedStore) {
      if Canary.revisionReused.isLoose {
        nextRevision = max(loaded.index.live.last ?? 0, loaded.index.liveNeighbours.last ?? 0) + 1
      }
      if Canary.reuseFileID.isLoose {
        let highest = manifest.entries.reduce(manifest.fileID) { max($0, $1.name.id) }
        nextFileID = highest.next ?? nextFileID
      }
    }
  #endif

  /// Takes commits found behind the last promise as written and not synced, to be moved.
  func carry(_ commits: ByteBuffer, from offset: UInt64) {
    let written = WrittenCommits(offset: offset, buffer: commits)
    suffix = [written]
    suffixByteCount = commits.count
    active.add(unsynced: written)
    syncedEnd = offset
    mustRoll = true
  }
}
