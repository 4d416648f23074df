// The state at the basis: from the index files, or, where they cannot be used, from the segments.
extension StoreLoader {
  struct Folded {
    var start = Replay.Start()
    /// What is left of the evidence may lead the truth.
    var isEvidenceLost = false
  }

  func folded(
    _ plan: Plan, _ links: [Link], _ loaded: inout LoadedStore
  ) throws(StoreError) -> Folded {
    var folded = Folded()
    folded.isEvidenceLost = loaded.metControlDamage
    guard let manifest = plan.manifest else {
      // No control frame counts, and no watermarks either: compaction has dropped the others.
      folded.isEvidenceLost = true
      try rebuild(&folded, below: Sequence48(Self.sequenceMax), nil, &loaded)
      folded.start.basis = Sequence48(loaded.nextSequence)
      return folded
    }
    folded.start.basis = manifest.basisSequence
    folded.start.nextRevision = manifest.nextRevision.rawValue
    let namesDerived = manifest.entries.contains { $0.name.kind != .segment }
    guard namesDerived else {
      // A store whose first checkpoint is still to come, or whose evidence was dropped at the basis.
      if manifest.basisSequence > .zero {
        folded.start.evidence = .lost(before: manifest.basisSequence)
        loaded.isIndexRebuilt = true
        try rebuild(&folded, below: manifest.basisSequence, nil, &loaded)
      }
      return folded
    }
    let files = DerivedFiles(directory: directory, fileSystem: fileSystem, resources: resources)
    let found = try files.open(manifest)
    loaded.report.rebuiltFiles += found.damaged
    guard let watermarks = found.watermarks else {
      folded.isEvidenceLost = true
      loaded.isIndexRebuilt = true
      try rebuild(&folded, below: manifest.basisSequence, nil, &loaded)
      return folded
    }
    folded.start.evidence = watermarks.evidence
    folded.start.firstNewRevision = watermarks.nextRevision
    if let disk = found.disk, !plan.mistrustsIndex {
      folded.start.index = SessionIndex(
        disk: disk, base: watermarks.nextRevision, live: watermarks.live,
        liveNeighbours: watermarks.liveNeighbours, nameless: watermarks.nameless,
        liveBytes: liveBytes(watermarks, manifest))
      return folded
    }
    loaded.isIndexRebuilt = true
    try rebuild(&folded, below: manifest.basisSequence, watermarks, &loaded)
    return folded
  }

  private func rebuild(
    _ folded: inout Folded, below basis: Sequence48, _ watermarks: WatermarksSnapshot?,
    _ loaded: inout LoadedStore
  ) throws(StoreError) {
    guard access == .writing || allowsRebuild else {
      throw StoreError(
        .notFound, "index files are gone or damaged", path: directory)
    }
    var rebuild = IndexRebuild(
      hash: loaded.hash, basis: basis, nextRevision: folded.start.nextRevision,
      known: watermarks.map { ($0.live, $0.liveNeighbours) })
    let source = RecordSource(loaded.segments)
    for segment in loaded.chain {
      try segment.file.walk(from: SegmentHeader.firstCommitOffset, to: segment.end) {
        step throws(StoreError) in
        switch step {
        case .frame(let frame, let body, let offset):
          try rebuild.apply(frame, body: body, at: offset, of: segment.file, reading: source)
          if offset < segment.durableEnd {
            loaded.durableRevision = max(loaded.durableRevision, rebuild.recordRevisionMax)
          }
        case .damage(let range): rebuild.damage(range, in: segment.file.name)
        }
      }
    }
    rebuild.finish()
    folded.start.index = rebuild.index
    loaded.report.findings += rebuild.report.findings
    loaded.nextSequence = max(loaded.nextSequence, rebuild.sequenceMax + 1)
    loaded.nextRevision = max(loaded.nextRevision, rebuild.revisionMax + 1)
    for revision in rebuild.lostSessions() { folded.start.evidence.sessionDied(revision) }
    guard watermarks == nil else { return }
    folded.start.nextRevision = max(folded.start.nextRevision, rebuild.revisionMax + 1)
  }
}
