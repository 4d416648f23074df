// Index files are derived: a call that meets a damaged one has it built anew and goes on.
extension StoreCore {
  /// Runs a reading call; if it meets damage in the index, heals that and runs it once more.
  func healing<R>(_ call: () throws(StoreError) -> R) throws(StoreError) -> R {
    do {
      return try call()
    } catch {
      guard error.isIndexDamage else { throw error }
      noteRebuilt(error)
    }
    try heal()
    return try call()
  }

  /// Tells in the damage report which index file was damaged.
  func noteRebuilt(_ error: StoreError) {
    guard let file = error.path else { return }
    shared.withLock { state in
      if !state.report.rebuiltFiles.contains(file) { state.report.rebuiltFiles.append(file) }
    }
  }

  private func heal() throws(StoreError) {
    if options.readOnly {
      try rebuildForReading()
    } else {
      _ = try perform(CommitRequest(.rebuild, durability: .durable))
    }
  }

  /// A reader without the lock builds the index in memory.
  private func rebuildForReading() throws(StoreError) {
    let (view, opening) = try view()
    let healed = try rebuilt(view)
    shared.withLock { state in
      guard state.opening == opening, state.view != nil else { return }
      state.view = PublishedView(healed)
    }
  }

  /// A view of the same moment whose index is in memory, built from the segments it holds.
  func rebuilt(_ view: StoreView) throws(StoreError) -> StoreView {
    let files = ManifestFiles(directory: path, fileSystem: environment.fileSystem)
    let listing = StoreDirectory(names: try environment.fileSystem.list(path))
    guard let id = listing.manifests.max(),
      let manifest = try files.read(id, for: .reading)
    else { throw StoreError(.corrupt, "the manifest cannot be read", path: path) }
    var healed = view
    var rebuild = IndexRebuild(
      hash: view.hash, basis: Sequence48(StoreLoader.sequenceMax), nextRevision: 1,
      known: (view.index.live, view.index.liveNeighbours))
    // What a writer has appended since is no session that lives here.
    for segment in view.segments.all {
      let entry = manifest.entries.first { $0.name.id == segment.id }
      let end = entry.map { $0.isSealed ? $0.byteCount : UInt64.max } ?? .max
      try rebuild.read(segment, to: end, view.segments)
    }
    rebuild.finish()
    for revision in rebuild.lostSessions() { healed.evidence.sessionDied(revision) }
    healed.index = rebuild.index
    return healed
  }
}
