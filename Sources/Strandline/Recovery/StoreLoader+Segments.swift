// Opening the segments, finding their ends, replaying their frames.
extension StoreLoader {
  /// No segment is longer; a place could not point behind it.
  static let segmentByteCountMax: UInt64 = 1 << 30
  /// Far from the ends of the fields, so that a process cannot reach them.
  static let sequenceMax: UInt64 = (1 << 48) - (1 << 32)
  ///
  /// The index of this version is as long as the axis; the format has room for 2^47 revisions.
  static let revisionMax: UInt64 = 1 << 32

  /// A segment whose place in the chain is known, before its frames are read.
  struct Link {
    var file: SegmentFile
    var header: SegmentHeader?
    var firstSequence: Sequence48
    /// Where the manifest or the successor says the segment ends; nil for the last.
    var sealedEnd: UInt64?
    /// The length the manifest gives.
    var durableByteCount: UInt64
  }

  func read(_ plan: Plan, _ listing: StoreDirectory) throws(StoreError) -> LoadedStore {
    var loaded = LoadedStore(
      storeID: plan.storeID, hash: NameHash(plan.hash), manifest: plan.manifest,
      report: plan.report, nextFileID: .first, nextSequence: 1, nextRevision: 1,
      durableRevision: 0, orphans: plan.manifest == nil ? [] : plan.orphans)
    let links = try links(plan, listing, &loaded)
    for link in links { loaded.segments.add(link.file) }
    var replay = Replay(
      hash: loaded.hash, basis: plan.manifest?.basisSequence ?? .zero,
      replaysControl: plan.manifest != nil,
      nextRevision: plan.manifest?.nextRevision.rawValue ?? 1)
    replay.report = loaded.report
    var basisPassed = plan.manifest?.basisFile == nil
    for link in links {
      let basisOffset =
        link.file.id == plan.manifest?.basisFile ? plan.manifest?.basisOffset : nil
      let segment = try self.replay(
        link, into: &replay, loaded.segments,
        basisEnd: basisOffset ?? (basisPassed ? 0 : .max), &loaded)
      if basisOffset != nil { basisPassed = true }
      loaded.chain.append(segment)
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

  /// The segments in the order of the log.
  private func links(
    _ plan: Plan, _ listing: StoreDirectory, _ loaded: inout LoadedStore
  ) throws(StoreError) -> [Link] {
    var links: [Link] = []
    if let manifest = plan.manifest {
      for entry in manifest.entries where entry.name.kind == .segment {
        let isUnfinished = plan.unfinished.contains(entry.name.id)
        let file = try open(entry.name.id, plan.storeID, isUnfinished: isUnfinished)
        if isUnfinished { loaded.unfinished.append(entry.name.id) }
        if try readHeader(file, isUnfinished: isUnfinished) == nil {
          loaded.report.add(.file, file.name, byteCount: SegmentHeader.firstCommitOffset)
        }
        links.append(
          Link(
            file: file, firstSequence: entry.firstSequence,
            sealedEnd: entry.isSealed ? entry.byteCount : nil, durableByteCount: entry.byteCount))
      }
    } else {
      for id in listing.segments {
        if let header = try fileHeader(id), header.storeID != plan.storeID {
          loaded.report.unknownFiles.append(FileName(id: id, kind: .segment).text)
          continue
        }
        let file = try open(id, plan.storeID)
        guard let header = try readHeader(file) else {
          // Without a manifest the name alone vouches for nothing, but its frames do.
          loaded.report.add(.file, file.name, byteCount: SegmentHeader.firstCommitOffset)
          if let first = try firstFrame(of: id, plan.storeID) {
            links.append(Link(file: file, firstSequence: first.sequence, durableByteCount: 0))
          }
          continue
        }
        links.append(
          Link(
            file: file, header: header, firstSequence: header.firstSequence, durableByteCount: 0))
      }
      for link in links {
        guard let header = link.header, let predecessor = header.predecessor,
          let index = links.firstIndex(where: { $0.file.id == predecessor })
        else { continue }
        links[index].sealedEnd = header.predecessorEnd
      }
    }
    return links.sorted {
      ($0.firstSequence, $0.file.id) < ($1.firstSequence, $1.file.id)
    }
  }

  private func open(
    _ id: FileID, _ storeID: StoreID, isUnfinished: Bool = false
  ) throws(StoreError) -> SegmentFile {
    let file = try fileSystem.open(path(id, isUnfinished: isUnfinished), for: access)
    return SegmentFile(id: id, file: file, storeID: storeID)
  }

  private func readHeader(
    _ segment: SegmentFile, isUnfinished: Bool = false
  ) throws(StoreError) -> SegmentHeader? {
    guard let header = try fileHeader(segment.id, isUnfinished: isUnfinished) else { return nil }
    guard header.fileID == segment.id else { return nil }
    let bytes = try segment.file.contents(byteCountMax: SegmentHeader.firstCommitOffset)
    defer { extendLifetime(bytes) }
    guard bytes.count == Int(SegmentHeader.firstCommitOffset) else { return nil }
    return try? unsafe SegmentHeader(
      decoding: bytes.slice(FileHeader.byteCount..<bytes.count), seed: segment.seed)
  }

  private func replay(
    _ link: Link, into replay: inout Replay, _ segments: SegmentTable, basisEnd: UInt64,
    _ loaded: inout LoadedStore
  ) throws(StoreError) -> LoadedSegment {
    let bytes = try link.file.file.contents(byteCountMax: Self.segmentByteCountMax)
    defer { extendLifetime(bytes) }
    let segment = unsafe SegmentBytes(bytes.bytes, seed: link.file.seed)
    if segment.byteCount < link.durableByteCount {
      replay.report.add(
        .shortened, link.file.name, offset: segment.byteCount,
        byteCount: link.durableByteCount - segment.byteCount)
      replay.damageBehindEnd(isBelowBasis: link.durableByteCount <= basisEnd)
    }
    var result = LoadedSegment(
      file: link.file, end: link.sealedEnd ?? 0, durableEnd: link.sealedEnd ?? 0,
      byteCount: segment.byteCount, firstSequence: link.firstSequence)
    if link.sealedEnd == nil {
      let survey = TailSurvey(segment, durableByteCount: link.durableByteCount)
      result.survey = survey
      result.end = survey.end
      result.durableEnd = min(survey.promisedThrough, survey.end)
      loaded.nextSequence = max(loaded.nextSequence, survey.sequenceMax + 1)
      loaded.nextRevision = max(loaded.nextRevision, survey.revisionMax + 1)
      if survey.verdict != nil {
        replay.report.tornByteCount += segment.byteCount - survey.end
        replay.report.reorderedCommitCount += survey.reorderedCommitCount
      }
    }
    let source = RecordSource(segments)
    var walk = SegmentWalk(segment, end: result.end)
    while let step = walk.next() {
      switch step {
      case .frame(let frame, let body, let offset):
        try replay.apply(frame, body: body, at: offset, of: link.file, reading: source)
        if offset < result.durableEnd {
          loaded.durableRevision = max(loaded.durableRevision, replay.recordRevisionMax)
        }
      case .damage(let range):
        replay.damage(range, in: link.file.name, isBelowBasis: range.upperBound <= basisEnd)
      }
    }
    return result
  }
}

extension LoadedStore {
  /// Takes over what the replay built, and the numbers nobody may give out again.
  mutating func take(_ replay: Replay, nextFileAbove highest: FileID?) {
    index = replay.index
    evidence = replay.evidence
    report = replay.report
    dropsEvidence = replay.report.evidenceDropped
    nextSequence = max(nextSequence, replay.lastSequence + 1, manifest?.nextSequence.rawValue ?? 1)
    nextRevision = max(nextRevision, replay.revisionMax + 1, manifest?.nextRevision.rawValue ?? 1)
    // The highest id of all has no next one; the first file to be made says so.
    let fromNames = highest?.next ?? highest ?? .first
    nextFileID = max(fromNames, manifest?.nextFileID ?? .first)
    if tail?.survey?.isClean == true, !dropsEvidence { formerLives = replay.formerLives }
  }
}
