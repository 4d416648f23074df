/// One durable state of an open store: what a snapshot copies and a verification reads, beside the
/// commits that follow.
///
/// Its handles pin the files, whatever a checkpoint or a compaction puts in their place. Segments and
/// index files are read by position whatever the store's mode.
package struct DurableState: Sendable {
  package let directory: String
  /// As of this moment: `nextFileID`, `nextSequence` and `nextRevision` are those of the writer.
  package let manifest: ManifestSnapshot
  package let view: StoreView
  /// Where the log leaves each segment; all of it is on stable storage.
  package let ends: [FileID: UInt64]
  /// The segment the log ends in.
  package let active: FileID
  /// The watermarks that the manifest names; nil when it names none, or they are gone.
  package let watermarks: (any File)?

  package init(
    directory: String, manifest: ManifestSnapshot, view: StoreView, ends: [FileID: UInt64],
    active: FileID, watermarks: (any File)?
  ) {
    self.directory = directory
    self.manifest = manifest
    self.view = view
    self.ends = ends
    self.active = active
    self.watermarks = watermarks
  }

  /// The open handle of a file that the manifest names; nil when the file was gone or damaged.
  package func handle(_ name: FileName) -> (any File)? {
    switch name.kind {
    case .segment: view.segments[name.id]?.file
    case .run: view.index.disk.allRuns.first { $0.id == name.id }?.pages.file
    case .map: view.index.disk.maps.first { $0.id == name.id }?.pages.file
    case .watermarks: watermarks
    case .manifest: nil
    }
  }
}

extension LeaderTurn {
  /// Answers those who want a durable state: this moment's, the sync being done.
  func grant(_ group: [CommitRequest]) {
    for request in group where request.isGrant && request.succeeded {
      request.result = Result { () throws(StoreError) in .granted(try durableState()) }
    }
  }

  private func durableState() throws(StoreError) -> DurableState {
    precondition(writer.isSynced, "a state is granted before it is durable")
    try writer.nameOutputs()
    var manifest = writer.manifest
    manifest.nextFileID = writer.nextFileID
    manifest.nextSequence = Sequence48(writer.nextSequence)
    manifest.nextRevision = Revision(writer.nextRevision)
    var view = view
    view.segments = view.segments.positional
    view.index.disk = view.index.disk.positional
    view.segments.add(writer.active)
    var ends: [FileID: UInt64] = [:]
    for entry in manifest.entries where entry.name.kind == .segment {
      ends[entry.name.id] = entry.byteCount
    }
    ends[writer.active.id] = writer.end
    return DurableState(
      directory: core.path, manifest: manifest, view: view, ends: ends, active: writer.active.id,
      watermarks: try core.openWatermarks(manifest))
  }
}

extension StoreCore {
  /// The file of watermarks that a manifest names; nil when there is none.
  func openWatermarks(_ manifest: ManifestSnapshot) throws(StoreError) -> (any File)? {
    guard let entry = manifest.entries.first(where: { $0.name.kind == .watermarks }) else {
      return nil
    }
    do {
      return try environment.fileSystem.open(path + "/" + entry.name.text, for: .reading)
    } catch {
      guard error.code == .notFound || error.code == .notAStore else { throw error }
      return nil
    }
  }

  /// The store's durable state at this moment, everything committed so far included.
  func durableState() throws(StoreError) -> DurableState {
    guard case .granted(let state) = try perform(CommitRequest(.grant, durability: .durable)) else {
      preconditionFailure("a grant was answered with something else")
    }
    return state
  }

  /// The state that was loaded from the files, for whoever does not write.
  func durableState(
    _ loaded: LoadedStore, _ lineage: Lineage
  ) throws(StoreError) -> DurableState {
    guard let tail = loaded.tail else {
      throw StoreError(.corrupt, "the store names no log segment", path: path)
    }
    let manifest = loaded.manifest ?? StoreOpening.rebuiltManifest(loaded)
    var ends: [FileID: UInt64] = [:]
    for segment in loaded.chain { ends[segment.file.id] = segment.end }
    // Only what the log leaves is judged: a file cut short is known by its length in the manifest.
    for entry in manifest.entries where entry.name.kind == .segment && entry.isSealed {
      ends[entry.name.id] = entry.byteCount
    }
    let view = StoreView(
      index: loaded.index, evidence: loaded.evidence, segments: loaded.segments,
      hash: loaded.hash, lineage: lineage)
    var known = manifest
    known.nextRevision = Revision(max(known.nextRevision.rawValue, loaded.nextRevision))
    return DurableState(
      directory: path, manifest: known, view: view, ends: ends, active: tail.file.id,
      watermarks: try openWatermarks(manifest))
  }
}
