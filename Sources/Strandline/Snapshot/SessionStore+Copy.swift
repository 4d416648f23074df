extension SessionStore {
  /// Makes a copy of a store out of its files alone, without a lock, while another process may write
  /// to it; `snapshot(to:)` for whoever does not have the store open.
  ///
  /// Holds what a reader finds. With `isCompacted` what was replaced and deleted is left out of the
  /// copy before it gets its name; nothing changes in the store. Linked and copied are the same files
  /// as by `snapshot(to:)`.
  ///
  /// - Parameters:
  ///   - from: the store's directory.
  ///   - to: where the copy will be: nothing may exist there, its parent must.
  ///   - isCompacted: whether the copy is compacted.
  ///   - environment: where both are.
  ///   - progress: as for `compact(progress:)`, about the compaction of the copy.
  /// - Throws: what `snapshot(to:)` throws; `.corrupt` for a store of which a part is missing, which
  ///   only a repair can tell apart; nothing is left at `to` then.
  package static func copy(
    from: String, to: String, isCompacted: Bool = false, environment: Environment = .system(),
    progress: ((Double) -> Bool)? = nil
  ) throws(StoreError) {
    try NewDirectory.check(from)
    for _ in 0..<attemptCountMax {
      do throws(StoreError) {
        return try copyOnce(
          from: from, to: to, isCompacted: isCompacted, environment: environment,
          progress: progress)
      } catch {
        // A writer took a file away before it was opened: what is there now is as good.
        guard error.code == .notFound, error.path?.hasPrefix(from) == true,
          try environment.fileSystem.kind(of: from) == .directory
        else { throw error }
      }
    }
    throw StoreError(.io, "the store's files change too fast to be copied; try again", path: from)
  }

  private static let attemptCountMax = 100

  private static func copyOnce(
    from: String, to: String, isCompacted: Bool, environment: Environment,
    progress: ((Double) -> Bool)?
  ) throws(StoreError) {
    var reading = Options()
    reading.readOnly = true
    let core = StoreCore(path: from, options: reading, environment: environment)
    let state = try core.readerState()
    defer { state.watermarks?.close() }
    try NewDirectory(environment: environment).make(at: to, word: "copying") {
      building throws(StoreError) in
      try SnapshotCopy(state, environment: environment).fill(building)
      guard isCompacted else { return }
      let store = try open(at: building, options: Options(), environment: environment)
      do throws(StoreError) {
        try store.compact(progress: progress)
        try store.close()
      } catch {
        store.core.abandon()
        throw error
      }
    }
  }
}

extension StoreCore {
  /// The state of the files as a reader finds them, fit to be copied.
  fileprivate func readerState() throws(StoreError) -> DurableState {
    let (loaded, lineage) = try loadForReading()
    // A copy's log ends in order. What tells a reader of the store that control frames may be
    // missing would be gone from it, and evidence would lead the truth.
    guard let manifest = loaded.manifest, !loaded.dropsEvidence, loaded.report.isEmpty else {
      throw StoreError(
        .corrupt, "a part of the store is damaged or missing; repair it first", path: path)
    }
    let state = try durableState(loaded, lineage)
    let isNamed = manifest.entries.contains { $0.name.kind == .watermarks }
    // Without its watermarks the copy would hold no evidence.
    guard !isNamed || state.watermarks != nil else {
      throw StoreError(.notFound, "the watermarks were replaced meanwhile", path: path)
    }
    var known = state.manifest
    known.nextFileID = loaded.nextFileID
    known.nextSequence = Sequence48(loaded.nextSequence)
    known.nextRevision = Revision(loaded.nextRevision)
    return DurableState(
      directory: path, manifest: known, view: state.view, ends: state.ends,
      active: state.active, watermarks: state.watermarks)
  }
}
