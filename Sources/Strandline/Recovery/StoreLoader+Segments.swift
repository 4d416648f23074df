// Finding the segments of the log, their order and their ends.
extension StoreLoader {
  /// No segment is longer; a place could not point behind it.
  static let segmentByteCountMax: UInt64 = 1 << 30
  /// Far from the ends of the fields, so that a process cannot reach them.
  package static let sequenceMax: UInt64 = (1 << 48) - (1 << 32)
  /// The live bits of this version are as long as the axis; the format has room for 2^47 revisions.
  static let revisionMax: UInt64 = (1 << 32) - (1 << 17)
  /// What is given out ends before, so that a store that has come to its end still opens.
  package static let newRevisionMax = revisionMax - (1 << 16)

  /// A segment whose place in the chain is known, before its frames are read.
  struct Link {
    var file: SegmentFile
    var header: SegmentHeader?
    var firstSequence: Sequence48
    /// Where the manifest or the successor says the segment ends; nil for the last.
    var sealedEnd: UInt64?
    /// The length the manifest gives.
    var durableByteCount: UInt64
    /// Where frames behind the basis begin; nil when the whole segment lies below it.
    var tailStart: UInt64?

    /// The order of segments that begin with the same sequence: outputs first, then by id.
    var rank: UInt64 { (header?.isOutput == true ? 0 : 1 << 32) + UInt64(file.id.rawValue) }
  }

  /// The segments in the order of the log.
  func links(
    _ plan: Plan, _ listing: StoreDirectory, _ loaded: inout LoadedStore
  ) throws(StoreError) -> [Link] {
    guard let manifest = plan.manifest else { return try links(plan, listing, in: &loaded) }
    var links: [Link] = []
    for entry in manifest.entries where entry.name.kind == .segment {
      let isUnfinished = plan.unfinished.contains(entry.name.id)
      let file = try open(
        entry.name.id, plan.storeID, isUnfinished: isUnfinished, isSealed: entry.isSealed)
      if isUnfinished { loaded.unfinished.append(entry.name.id) }
      links.append(
        Link(
          file: file, firstSequence: entry.firstSequence,
          sealedEnd: entry.isSealed ? entry.byteCount : nil, durableByteCount: entry.byteCount))
    }
    // The manifest names them in the order of the log.
    markTail(&links, manifest)
    for link in links where link.tailStart != nil {
      let isUnfinished = plan.unfinished.contains(link.file.id)
      if try readHeader(link.file, isUnfinished: isUnfinished) == nil {
        loaded.report.add(.file, link.file.name, byteCount: SegmentHeader.firstCommitOffset)
      }
    }
    return links
  }

  /// Frames behind the basis lie in its file from its offset on and in every later segment.
  private func markTail(_ links: inout [Link], _ manifest: ManifestSnapshot) {
    let basis = links.firstIndex { $0.file.id == manifest.basisFile }
    for index in links.indices where index >= basis ?? 0 {
      links[index].tailStart =
        index == basis
        ? max(manifest.basisOffset, SegmentHeader.firstCommitOffset)
        : SegmentHeader.firstCommitOffset
    }
  }

  /// Without a manifest: every segment of this store.
  private func links(
    _ plan: Plan, _ listing: StoreDirectory, in loaded: inout LoadedStore
  ) throws(StoreError) -> [Link] {
    var links: [Link] = []
    for id in listing.segments {
      if let header = try fileHeader(id), header.storeID != plan.storeID {
        loaded.report.unknownFiles.append(FileName(id: id, kind: .segment).text)
        continue
      }
      let file = try open(id, plan.storeID, isUnfinished: false, isSealed: false)
      guard let header = try readHeader(file, isUnfinished: false) else {
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
    try resolveOutputs(&links)
    for link in links {
      guard let header = link.header, let predecessor = header.predecessor,
        let index = links.firstIndex(where: { $0.file.id == predecessor })
      else { continue }
      links[index].sealedEnd = header.predecessorEnd
    }
    // An output of segments without commits may begin where the log's last segment does, and has a
    // higher id. The last one is what the log goes on from: what nobody synced there must be.
    return links.sorted { ($0.firstSequence, $0.rank) < ($1.firstSequence, $1.rank) }
  }

  func open(
    _ id: FileID, _ storeID: StoreID, isUnfinished: Bool, isSealed: Bool
  ) throws(StoreError) -> SegmentFile {
    let file = try fileSystem.open(
      path(id, isUnfinished: isUnfinished), for: isSealed ? .reading : access)
    return SegmentFile(id: id, file: file, storeID: storeID)
  }

  private func readHeader(
    _ segment: SegmentFile, isUnfinished: Bool
  ) throws(StoreError) -> SegmentHeader? {
    guard let header = try fileHeader(segment.id, isUnfinished: isUnfinished) else { return nil }
    guard header.fileID == segment.id else { return nil }
    return try segment.segmentHeader()
  }
}
