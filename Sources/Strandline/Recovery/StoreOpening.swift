/// Opens an existing store for writing: reads it, and makes what was read the truth on disk before
/// anything is built on it.
package struct StoreOpening {
  package let directory: String
  package let environment: Environment

  package init(directory: String, environment: Environment) {
    self.directory = directory
    self.environment = environment
  }

  package struct Opened {
    package var loaded: LoadedStore
    package var writer: LogWriter
    package var incarnation: Incarnation
  }

  package func open(_ lock: StoreLock) throws(StoreError) -> Opened {
    let random = environment.random
    let loader = StoreLoader(
      directory: directory, fileSystem: environment.fileSystem, access: .writing)
    let newKey = SipHash(key0: random.next(), key1: random.next())
    let loaded = try loader.load(newHashKey: newKey)
    guard let tail = loaded.tail else {
      throw StoreError(.corrupt, "the store names no log segment", path: directory)
    }
    let writer = LogWriter(
      directory: directory, environment: environment, storeLock: lock,
      manifest: loaded.manifest ?? Self.rebuiltManifest(loaded), active: tail.file, end: tail.end,
      firstSequence: tail.firstSequence, nextSequence: loaded.nextSequence,
      nextRevision: loaded.nextRevision, nextFileID: loaded.nextFileID)
    var opened = Opened(
      loaded: loaded, writer: writer,
      incarnation: loaded.incarnation ?? Incarnation(high: random.next(), low: random.next()))
    if tail.survey?.isClean == true, !loaded.dropsEvidence { writer.cleanEnd = tail.end }
    try settle(&opened, tail, mayHaveLostSync: lock.mayHaveLostSync)
    try lock.write(syncFailed: false)
    return opened
  }

  /// What was found behind the last promise becomes durable before anything is acknowledged on top
  /// of it, and dropped evidence becomes durably dropped.
  private func settle(
    _ opened: inout Opened, _ tail: LoadedSegment, mayHaveLostSync: Bool
  ) throws(StoreError) {
    let writer = opened.writer
    let isClean = tail.survey?.isClean ?? false
    if opened.loaded.manifest == nil || opened.loaded.dropsEvidence {
      // Control frames up to here are never replayed again.
      writer.manifest.basisSequence = Sequence48(opened.loaded.nextSequence)
      writer.manifest.basisFile = tail.file.id
      writer.manifest.basisOffset = tail.end
    }
    var mustRoll = opened.loaded.manifest == nil || !tail.endsInWholeCommit
    if !isClean {
      if mayHaveLostSync, tail.durableEnd < tail.end {
        // The page cache may show what the disk never got: what was not promised is written anew.
        try carryOver(&opened, tail)
        mustRoll = false
      } else {
        try tail.file.file.sync()
      }
    }
    if mustRoll {
      try move(writer.rollAtOpen(), &opened)
    } else if opened.loaded.dropsEvidence || !opened.loaded.orphans.isEmpty {
      do {
        try writer.install(writer.manifest)
      } catch {
        throw error.error
      }
    }
    // Their ids are below the manifest's next one by now, so that none is given out again.
    for name in opened.loaded.orphans {
      try? environment.fileSystem.unlink(directory + "/" + name)
    }
    if writer.active.id != tail.file.id { opened.loaded.segments.add(writer.active) }
  }

  private func carryOver(_ opened: inout Opened, _ tail: LoadedSegment) throws(StoreError) {
    let bytes = try tail.file.file.contents(byteCountMax: tail.end)
    defer { extendLifetime(bytes) }
    let commits = ByteBuffer(capacity: bytes.count)
    unsafe commits.append(bytes.slice(Int(tail.durableEnd)..<bytes.count))
    let moved = try opened.writer.rollAtOpen(carrying: commits, from: tail.durableEnd)
    move(moved, &opened)
  }

  private func move(_ moved: [MovedRecord], _ opened: inout Opened) {
    for record in moved where opened.loaded.index.place(of: record.revision) == record.from {
      opened.loaded.index.move(record.revision, to: record.to)
    }
  }

  /// The manifest of a store that had none to rely on: every segment that was read, each ending
  /// where the log leaves it.
  private static func rebuiltManifest(_ loaded: LoadedStore) -> ManifestSnapshot {
    let entries = loaded.chain.map { segment in
      ManifestSnapshot.Entry(
        name: FileName(id: segment.file.id, kind: .segment), isSealed: true,
        byteCount: segment.end, firstSequence: segment.firstSequence)
    }
    return ManifestSnapshot(
      // The lowest id: nothing counts as older, so a rebuild removes no manifest.
      fileID: .first, storeID: loaded.storeID, hashKey: loaded.hash.sipHash,
      nextFileID: loaded.nextFileID, nextSequence: Sequence48(loaded.nextSequence),
      nextRevision: Revision(loaded.nextRevision), entries: entries)
  }
}

extension LogWriter {
  /// Leaves the segment the store was opened with, because something that is no commit lies behind
  /// its end, or because its unpromised part cannot be trusted.
  func rollAtOpen(carrying commits: ByteBuffer? = nil, from offset: UInt64 = 0) throws(StoreError)
    -> [MovedRecord]
  {
    if let commits {
      suffix = [WrittenCommits(offset: offset, buffer: commits)]
      syncedEnd = offset
    }
    return try moveSuffix()
  }
}
