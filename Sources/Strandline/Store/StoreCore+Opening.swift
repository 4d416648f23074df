// Opening and closing.
extension StoreCore {
  /// How often a reader without the lock starts again because a writer changed the files meanwhile.
  private static let readerAttemptCountMax = 100

  /// Opens the files and publishes what they hold.
  ///
  /// Does nothing when the store is open.
  func open() throws(StoreError) {
    let isMine =
      shared.withLock { state -> Lock<Shared>.Turn<Bool> in
        if state.isChanging { return .wait(0) }
        if state.view != nil { return .done(false) }
        state.isChanging = true
        return .done(true)
      } as Bool
    guard isMine else { return }
    defer {
      shared.withLock { $0.isChanging = false }
      shared.wakeAll(0)
    }
    if options.readOnly { try openForReading() } else { try openForWriting() }
  }

  private func openForWriting() throws(StoreError) {
    try createIfAbsent()
    let lock = try StoreLock(directory: path, environment: environment)
    let isUnfolded: Bool
    do {
      let opened = try StoreOpening(
        directory: path, environment: environment, resources: resources.positional
      ).open(lock)
      install(opened.loaded, lineage: opened.lineage, writer: opened.writer)
      let loaded = opened.loaded
      isUnfolded = loaded.isIndexRebuilt || loaded.dropsEvidence || loaded.manifest == nil
    } catch {
      lock.release()
      throw error
    }
    // If this fails the store serves from memory, and a later checkpoint does it.
    if isUnfolded { _ = try? perform(Self.checkpoint()) }
  }

  private func createIfAbsent() throws(StoreError) {
    let fileSystem = environment.fileSystem
    let creation = StoreCreation(environment: environment)
    let isThere: Bool
    switch try fileSystem.kind(of: path) {
    case .directory:
      guard try creation.isLeftOver(path) else { return try refuseOtherDirectory() }
      isThere = true
    case .file, .other:
      throw StoreError(.notAStore, "this is not a directory; a store is one", path: path)
    case nil: isThere = false
    }
    do {
      try isThere ? creation.create(inEmpty: path) : creation.create(at: path)
    } catch {
      // Another process may have made it in the meantime.
      let names = (try? fileSystem.list(path)) ?? []
      guard StoreDirectory(names: names).isStore else { throw error }
    }
  }

  private func refuseOtherDirectory() throws(StoreError) {
    guard StoreDirectory(names: try environment.fileSystem.list(path)).isStore else {
      throw StoreError(
        .notAStore, "the directory holds other things and no store", path: path)
    }
  }

  /// A reader takes no lock and writes nothing.
  ///
  /// Files that a writer changes meanwhile make it begin again; it ends with a state the store
  /// really had.
  private func openForReading() throws(StoreError) {
    let fileSystem = environment.fileSystem
    switch try fileSystem.kind(of: path) {
    case nil: throw StoreError(.notFound, "there is no store at this path", path: path)
    case .file, .other:
      throw StoreError(.notAStore, "this is not a directory; a store is one", path: path)
    case .directory: break
    }
    try refuseOtherDirectory()
    let (loaded, lineage) = try loadForReading()
    install(loaded, lineage: lineage, writer: nil)
  }

  /// What the files hold now, and a line of lives that no writer is in: what a reader hands out
  /// cannot be acknowledged.
  package func loadForReading() throws(StoreError) -> (loaded: LoadedStore, lineage: Lineage) {
    let fileSystem = environment.fileSystem
    let random = environment.random
    let key = SipHash(key0: random.next(), key1: random.next())
    var loader = StoreLoader(
      directory: path, fileSystem: fileSystem, access: .reading, resources: resources.positional)
    for attempt in 1... {
      let before = StoreDirectory(names: try fileSystem.list(path))
      let result = Result { () throws(StoreError) in try loader.load(newHashKey: key) }
      let after = StoreDirectory(names: try fileSystem.list(path))
      let isSettled =
        before.manifests.max() == after.manifests.max() && before.segments == after.segments
        && before.derived == after.derived
      if isSettled, !loader.allowsRebuild, case .failure(let error) = result,
        error.code == .notFound
      {
        loader.allowsRebuild = true
        continue
      }
      if isSettled || attempt == Self.readerAttemptCountMax {
        let own = Incarnation(high: random.next(), low: random.next())
        return (try result.get(), Lineage(own))
      }
    }
    preconditionFailure("the last attempt has a result")
  }

  private func install(_ loaded: LoadedStore, lineage: Lineage, writer: LogWriter?) {
    var segments = loaded.segments
    // A reader takes the manifest's word for what no writer changes any more.
    if options.reading == .mapped, let manifest = writer?.manifest ?? loaded.manifest {
      segments.mapSealed(manifest, active: writer?.active.id)
    }
    // Recovery has read the index files by position.
    var index = loaded.index
    if let disk = try? resources.mapped(index.disk) { index.disk = disk }
    let view = StoreView(
      index: index, evidence: loaded.evidence, segments: segments,
      hash: loaded.hash, lineage: lineage)
    shared.withLock { state in
      state.view = PublishedView(view)
      state.opening += 1
      state.writer = writer
      state.nextRevision = loaded.nextRevision
      state.hasHandedOut = false
      // A writer has made everything durable, unless the storage did not let it.
      let isSettled = writer.map { $0.isSynced && !$0.mustRoll } ?? false
      state.durableRevision = isSettled ? loaded.nextRevision - 1 : loaded.durableRevision
      state.report = loaded.report
      state.leaseTimes = []
      state.queue = CommitQueue()
      state.maintenance = MaintenanceState()
      state.maintenance.mayHaveWork = writer != nil
      state.compaction = CompactionState()
    }
  }

  /// Lets operations in flight finish, leaves a clean mark, gives the lock up.
  ///
  /// Does nothing when the store is closed.
  func close() throws(StoreError) {
    let taken =
      shared.withLock { state -> Lock<Shared>.Turn<(LogWriter?, StoreView, Bool)?> in
        if state.isChanging && !state.isClosing { return .wait(0) }
        // Another call's close may still be under way: this one returns when it is done.
        guard let view = state.view else { return state.isClosing ? .wait(0) : .done(nil) }
        if !state.isClosing {
          state.isClosing = true
          state.isChanging = true
        }
        if state.queue.isLed || !state.queue.waiting.isEmpty || state.maintenance.isStepping
          || state.maintenance.isWorking || state.compaction.callCount > 0
          || state.compaction.installationCount > 0
        {
          return .wait(0)
        }
        let writer = state.writer
        state.writer = nil
        state.view = nil
        return .done((writer, view.value, state.hasHandedOut))
      } as (LogWriter?, StoreView, Bool)?
    guard let (writer, view, hasHandedOut) = taken else { return }
    defer {
      shared.withLock {
        $0.isClosing = false
        $0.isChanging = false
      }
      shared.wakeAll(0)
      shared.wakeAll(1)
    }
    guard let writer else { return }
    defer { writer.storeLock.release() }
    foldBeforeClose(writer, view)
    try writer.close(lineage: view.lineage, isNeeded: hasHandedOut)
  }
}
