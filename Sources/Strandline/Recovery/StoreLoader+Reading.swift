// Reading frames: those below the basis only when the index must be built again, those behind it
// always.
extension StoreLoader {
  func read(_ plan: Plan, _ listing: StoreDirectory) throws(StoreError) -> LoadedStore {
    var loaded = LoadedStore(
      storeID: plan.storeID, hash: NameHash(plan.hash), manifest: plan.manifest,
      report: plan.report, nextFileID: .first, nextSequence: 1, nextRevision: 1,
      durableRevision: 0, orphans: plan.manifest == nil ? [] : plan.orphans)
    var links = try links(plan, listing, &loaded)
    for link in links { loaded.segments.add(link.file) }
    for index in links.indices {
      loaded.chain.append(try survey(&links[index], plan, &loaded))
    }
    let folded = try folded(plan, links, &loaded)
    var replay = Replay(hash: loaded.hash, from: folded.start)
    if folded.isEvidenceLost { replay.noteControlDamage() }
    loaded.durableRevision = max(loaded.durableRevision, folded.start.firstNewRevision - 1)
    if plan.manifest != nil {
      for (link, segment) in zip(links, loaded.chain) {
        guard let start = link.tailStart else { continue }
        loaded.tailByteCount += segment.end - min(start, segment.end)
        try self.replay(segment, from: start, into: &replay, &loaded)
      }
    }
    replay.finish()
    loaded.take(replay, nextFileAbove: listing.highestID)
    guard loaded.nextSequence < Self.sequenceMax, loaded.nextRevision < Self.revisionMax else {
      throw StoreError(
        .corrupt, "the numbers in the log are used up or were made up; look at a copy",
        path: directory)
    }
    return loaded
  }

  /// Finds where a segment ends, and whether it is as long as was promised.
  private func survey(
    _ link: inout Link, _ plan: Plan, _ loaded: inout LoadedStore
  ) throws(StoreError) -> LoadedSegment {
    let size = min(try link.file.file.size(), Self.segmentByteCountMax)
    if size < link.durableByteCount {
      loaded.report.add(
        .shortened, link.file.name, offset: size, byteCount: link.durableByteCount - size)
      if link.tailStart != nil { loaded.metControlDamage = true }
    }
    var result = LoadedSegment(
      file: link.file, end: link.sealedEnd ?? 0, durableEnd: link.sealedEnd ?? 0,
      byteCount: size, firstSequence: link.firstSequence)
    result.isOutput = link.header?.isOutput == true
    guard link.sealedEnd == nil else { return result }
    let start = link.tailStart ?? SegmentHeader.firstCommitOffset
    guard size >= start else {
      // Cut short before the basis: nothing can be appended to it.
      result.end = size & ~7
      result.durableEnd = result.end
      return result
    }
    let bytes = try link.file.file.contents(from: start, byteCountMax: Self.segmentByteCountMax)
    defer { extendLifetime(bytes) }
    let segment = unsafe SegmentBytes(bytes.bytes, seed: link.file.seed, baseOffset: start)
    let survey = TailSurvey(
      segment, durableByteCount: link.durableByteCount,
      from: max(start, SegmentHeader.firstCommitOffset))
    #if STRANDLINE_CANARIES
      if Canary.truncateTailOnOpen.isLoose, access == .writing, let end = survey.firstFault {
        try link.file.file.truncate(to: end)
        return try self.survey(&link, plan, &loaded)
      }
    #endif
    result.survey = survey
    result.byteCount = segment.byteCount
    // A file that was cut may end between frames: the log ends where one could begin.
    result.end = survey.end & ~7
    result.durableEnd = min(survey.promisedThrough, result.end)
    loaded.nextSequence = max(loaded.nextSequence, survey.sequenceMax + 1)
    loaded.nextRevision = max(loaded.nextRevision, survey.revisionMax + 1)
    if survey.verdict != nil {
      loaded.report.tornByteCount += segment.byteCount - survey.end
      loaded.report.reorderedCommitCount += survey.reorderedCommitCount
    }
    return result
  }

  private func replay(
    _ segment: LoadedSegment, from start: UInt64, into replay: inout Replay,
    _ loaded: inout LoadedStore
  ) throws(StoreError) {
    let source = RecordSource(loaded.segments)
    try segment.file.walk(from: start, to: segment.end) { step throws(StoreError) in
      switch step {
      case .frame(let frame, let body, let offset):
        try replay.apply(frame, body: body, at: offset, of: segment.file, reading: source)
        if offset < segment.durableEnd {
          loaded.durableRevision = max(loaded.durableRevision, replay.recordRevisionMax)
        }
      case .damage(let range): replay.damage(range, in: segment.file.name)
      }
    }
  }
}

extension SegmentFile {
  /// Walks the frames from an offset to where the log leaves the segment.
  func walk(
    from start: UInt64, to end: UInt64, _ body: (SegmentWalk.Step) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard start < end else { return }
    let bytes = try file.contents(from: start, byteCountMax: StoreLoader.segmentByteCountMax)
    defer { extendLifetime(bytes) }
    let content = unsafe SegmentBytes(bytes.bytes, seed: seed, baseOffset: start)
    var walk = SegmentWalk(content, from: start, end: end)
    while let step = walk.next() { try body(step) }
  }
}

extension LoadedStore {
  /// Takes over what the replay built, and the numbers nobody may give out again.
  mutating func take(_ replay: Replay, nextFileAbove highest: FileID?) {
    index = replay.index
    evidence = replay.evidence
    report.findings += replay.report.findings
    report.evidenceDropped = replay.report.evidenceDropped
    dropsEvidence = replay.report.evidenceDropped
    nextSequence = max(nextSequence, replay.lastSequence + 1, manifest?.nextSequence.rawValue ?? 1)
    // The floor has a number of its own: a forget must not get the one that pages of versions not
    // kept are handed out with.
    if dropsEvidence { evidence = .lost(before: Sequence48(nextSequence)) }
    nextSequence = max(nextSequence, evidence.floor.rawValue + 1)
    nextRevision = max(nextRevision, replay.revisionMax + 1, manifest?.nextRevision.rawValue ?? 1)
    // The highest id of all has no next one; the first file to be made says so.
    let fromNames = highest?.next ?? highest ?? .first
    nextFileID = max(fromNames, manifest?.nextFileID ?? .first)
    if tail?.survey?.isClean == true, !dropsEvidence { formerLives = replay.formerLives }
  }
}
