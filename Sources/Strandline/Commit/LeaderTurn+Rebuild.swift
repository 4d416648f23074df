// An index file turned out damaged while the store is open.
extension LeaderTurn {
  /// Builds the index from the segments again, and writes it out anew.
  ///
  /// What lives is known, and evidence is untouched. If it fails the damage stays, and the next call
  /// that meets it tries again.
  mutating func rebuildIndex() {
    do {
      try moved(writer.sync())
      core.markDurable(nextRevision: writer.nextRevision)
      var rebuild = IndexRebuild(
        hash: view.hash, basis: Sequence48(writer.nextSequence),
        nextRevision: writer.nextRevision,
        known: (view.index.live, view.index.liveNeighbours))
      try rebuild.read(
        writer.manifest, view.segments.positional, active: (writer.active.id, writer.end))
      let lost = rebuild.lostSessions()
      for revision in lost { view.evidence.sessionDied(revision) }
      view.index = rebuild.index
    } catch {
      return
    }
    // A checkpoint of the old index is of no use any more.
    if let job = core.writeOut() { job.output.discard() }
    core.shared.withLock { $0.maintenance.checkpoint = .none }
    core.publish(view, nextRevision: writer.nextRevision, leaseTimes: leaseTimes)
    checkpointNow()
  }
}

extension IndexRebuild {
  /// Reads all segments of an open store.
  mutating func read(
    _ manifest: ManifestSnapshot, _ segments: SegmentTable, active: (file: FileID, end: UInt64)
  ) throws(StoreError) {
    for entry in manifest.entries where entry.name.kind == .segment {
      guard let segment = segments[entry.name.id] else { continue }
      let end = entry.name.id == active.file ? active.end : entry.byteCount
      try read(segment, to: end, segments)
    }
    finish()
  }
}
