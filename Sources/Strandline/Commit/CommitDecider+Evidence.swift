// Acknowledgements.
extension CommitDecider {
  mutating func acknowledge(_ batch: PendingBatch) throws(StoreError) -> AcknowledgeResult {
    var isCurrent =
      state.lineage.contains(batch.incarnation)
      && batch.epoch == state.evidence.epoch(of: batch.version).rawValue
    #if STRANDLINE_CANARIES
      if Canary.acknowledgementAfterForget.isLoose { isCurrent = true }
    #endif
    guard isCurrent else {
      return AcknowledgeResult(recorded: 0, improvedMeanwhile: [], unknown: [], forgotten: true)
    }
    var revisions: [UInt64] = []
    var improved: [SessionKey] = []
    var unknown: [SessionKey] = []
    for (record, revision) in zip(batch.sessions, batch.revisions) {
      if state.index.live.contains(revision.rawValue) {
        revisions.append(revision.rawValue)
      } else {
        let hash = state.hash.session(record.key)
        let now = try holders(of: FrameName(record.key), .session, hash: hash)
        if now.isEmpty { unknown.append(record.key) } else { improved.append(record.key) }
      }
    }
    let recorded = acknowledge(RevisionRanges(revisions), for: batch.version)
    return AcknowledgeResult(
      recorded: recorded, improvedMeanwhile: improved, unknown: unknown, forgotten: false)
  }

  mutating func acknowledge(
    _ uploads: [Upload], for version: BackupVersion
  ) throws(StoreError) -> AcknowledgeResult {
    var revisions: [UInt64] = []
    var improved: [SessionKey] = []
    var unknown: [SessionKey] = []
    let source = source
    for upload in uploads {
      let hash = state.hash.session(upload.key)
      let name = FrameName(upload.key)
      var isDamaged = false
      let found = try state.find(name, .session, hash: hash, reading: source) {
        (_, _) throws(StoreError) in isDamaged = true
      }
      guard let found else {
        // One that cannot be read stays pending: in doubt, it is not what was uploaded.
        if isDamaged { improved.append(upload.key) } else { unknown.append(upload.key) }
        continue
      }
      let index = try source.withFrame(at: found.place, revision: found.revision) {
        frame throws(StoreError) in frame.name()?.firstKnownIndex
      }
      if let index, index >= upload.firstKnownIndex {
        revisions.append(found.revision)
      } else {
        improved.append(upload.key)
      }
    }
    let recorded = acknowledge(RevisionRanges(revisions), for: version)
    return AcknowledgeResult(
      recorded: recorded, improvedMeanwhile: improved, unknown: unknown, forgotten: false)
  }

  /// Appends and applies evidence; answers how much of it is new.
  @discardableResult
  mutating func acknowledge(_ ranges: RevisionRanges, for version: BackupVersion) -> Int {
    let before = state.evidence.evidencedCount(for: version)
    for part in ranges.split(count: 1 << 16) {
      let sequence = takeSequence()
      appendRanges(.acknowledge, name: FrameName(version), part, sequence: sequence)
      state.evidence.acknowledge(part, for: version, sequence: sequence, live: state.index.live)
    }
    return state.evidence.evidencedCount(for: version) - before
  }

  mutating func appendRanges(
    _ kind: FrameKind, name: FrameName?, _ ranges: RevisionRanges, sequence: Sequence48
  ) {
    let payload = ByteBuffer(capacity: ranges.byteCount)
    ranges.append(to: payload)
    encoder.append(kind, name: name, payload: payload.array(), sequence: sequence)
    state.index.noteControlFrame()
  }
}
