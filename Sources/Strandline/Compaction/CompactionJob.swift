/// Copies what lives in some sealed segments to a new one, step by step.
///
/// Each step moves at most about 256 KiB, or one frame. Records keep revision and sequence. What is
/// written counts when a manifest names it, which is the leader's to write.
package final class CompactionJob {
  /// A record that was copied.
  package struct Moved: Hashable, Sendable {
    package let revision: UInt64
    package let from: Place
    package let to: Place
  }

  package let plan: CompactionPlan
  /// The state that the patch run was compared with; the one of the plan at first.
  package private(set) var view: StoreView
  /// Its index files, read by position.
  private var disk: DiskIndex
  /// The patch run, and nothing else.
  package private(set) var index: IndexOutput
  /// What the patch run says, by revision: records that lived at the basis of `view` and of which its
  /// index files hold the old place.
  package private(set) var patch: [Moved] = []
  /// Where damage was met: the segment is no source for a compaction.
  package private(set) var damage: DamageReport.Finding?
  package private(set) var output: SegmentFile?
  /// Bytes of the output.
  package private(set) var outputByteCount: UInt64 = 0
  /// Bytes of the sources that were read.
  package private(set) var readByteCount: UInt64 = 0

  /// Sources that are to be removed, in the order of the log; of an installed job.
  var replacedPaths: [String] = []

  /// How often it has compared again.
  package private(set) var comparisonCount = 0

  private var phase = Phase.begin
  private var isLetGo = false
  private var writer: OutputWriter?
  private var moved: [Moved] = []
  private var dropsTombstones = false
  private var sequenceMax = Sequence48.zero
  private var revisionMax = Revision(0)
  private var patchWriting: RunWriting?
  private let piece = ByteBuffer(capacity: pieceByteCount)
  private let directory: String
  private let fileSystem: any FileSystem

  private enum Phase {
    case begin
    case copy(source: Int, offset: UInt64)
    case finish
    case compare(next: Int)
    case patch
    case directory
    case done
  }

  private static let pieceByteCount = 256 << 10
  private static let entriesPerStep = 16_384

  package init(_ plan: CompactionPlan, index: IndexOutput) {
    self.plan = plan
    self.index = index
    view = plan.view
    disk = plan.view.index.disk.positional
    directory = index.directory
    fileSystem = index.fileSystem
  }

  package var outputName: FileName { FileName(id: plan.output, kind: .segment) }
  package var path: String { directory + "/" + outputName.text }
  package var unfinishedPath: String { path + FileName.unfinishedSuffix }

  /// Compares with another state and writes the patch run again: the index files have changed since.
  ///
  /// - Parameters:
  ///   - view: of a moment at which everything was durable.
  ///   - index: for the new patch run.
  package func compareAgain(_ view: StoreView, index: IndexOutput) {
    precondition(isDone, "what was copied is compared when all of it is")
    self.index.discard()
    self.index = index
    self.view = view
    disk = view.index.disk.positional
    phase = .compare(next: 0)
    comparisonCount += 1
    patch.removeAll(keepingCapacity: true)
  }

  /// Does the steps of a comparison in one go.
  package func finishComparing() throws(StoreError) {
    while try !step() {}
  }

  /// What was written is the store's from now on.
  package func letGo() { isLetGo = true }

  /// Removes the sources that the installed output has replaced.
  ///
  /// Not in the leader's turn: to give the blocks of a large file back takes milliseconds, for which
  /// every commit would wait. Crash window: as in `nameOutputs()`, a named output and some of its
  /// sources, which the next writer removes.
  package func removeReplaced() {
    for path in replacedPaths {
      do { try fileSystem.unlink(path) } catch { break }
    }
    replacedPaths = []
  }

  /// Whether all of it is on stable storage.
  package var isDone: Bool {
    if case .done = phase { return true }
    return false
  }
}

extension CompactionJob: BackgroundJob {
  package func step() throws(StoreError) -> Bool {
    switch phase {
    case .begin:
      try begin()
      phase = .copy(source: 0, offset: SegmentHeader.firstCommitOffset)
    case .copy(let source, let offset):
      if source == plan.sources.count {
        phase = .finish
      } else {
        phase = try copy(source, from: offset)
      }
    case .finish:
      try finishOutput()
      phase = .compare(next: 0)
    case .compare(let next):
      try compare(from: next)
    case .patch:
      if try stepPatch() { phase = .directory }
    case .directory:
      try fileSystem.syncDirectory(directory)
      phase = .done
    case .done: break
    }
    return isDone
  }

  /// Does nothing once a manifest names it, or may.
  package func discard() {
    guard !isLetGo else { return }
    index.discard()
    if writer != nil { try? fileSystem.unlink(unfinishedPath) }
    writer = nil
  }
}

// The output.
extension CompactionJob {
  private func begin() throws(StoreError) {
    dropsTombstones = try mayDropTombstones()
    let replaced = try replacedSegments()
    let file = try fileSystem.create(unfinishedPath)
    let writer = OutputWriter(
      file, id: plan.output, storeID: index.storeID, firstSequence: plan.firstSequence)
    self.writer = writer
    writer.appendReplaced(replaced)
  }

  /// Tombstones stay while something could come back that they are about: a segment that is not in
  /// the manifest, or one whose removal a crash might undo.
  private func mayDropTombstones() throws(StoreError) -> Bool {
    let names = try fileSystem.list(directory)
    let isClear = StoreDirectory(names: names).segments.allSatisfy {
      // Segments that were begun since the plan was made have higher ids.
      plan.named.contains($0) || $0 > plan.output
    }
    guard isClear else { return false }
    // What was not listed is gone for good now.
    try fileSystem.syncDirectory(directory)
    return true
  }

  /// The sources, and what those that are outputs have replaced.
  private func replacedSegments() throws(StoreError) -> [ReplacedSegment] {
    var replaced: [ReplacedSegment] = []
    for source in plan.sources {
      guard let header = try source.segment.segmentHeader() else { throw damaged(source, 0) }
      replaced.append(
        ReplacedSegment(
          file: source.id, predecessor: header.predecessor,
          predecessorEnd: header.predecessorEnd, end: source.entry.byteCount,
          firstSequence: source.entry.firstSequence))
      guard header.isOutput else { continue }
      guard let handedOn = try source.segment.replacedSegments() else {
        throw damaged(source, SegmentHeader.firstCommitOffset)
      }
      replaced += handedOn
    }
    guard replaced.count * ReplacedSegment.byteCount <= Limits.payloadByteCountMax else {
      throw StoreError(.tooLarge, "the log has had too many segments; copy it", path: directory)
    }
    return replaced
  }

  private func damaged(
    _ source: CompactionPlan.Source, _ offset: UInt64, byteCount: UInt64 = 0
  ) -> StoreError {
    damage = DamageReport.Finding(
      kind: .range, file: source.segment.name, offset: offset, byteCount: byteCount)
    return StoreError(
      .corrupt, "a segment is damaged and stays as it is; see the damage report",
      path: source.segment.name, offset: offset)
  }

  /// Copies what lives in one piece of a source.
  private func copy(_ index: Int, from start: UInt64) throws(StoreError) -> Phase {
    let source = plan.sources[index]
    let end = source.entry.byteCount
    guard start < end else {
      return .copy(source: index + 1, offset: SegmentHeader.firstCommitOffset)
    }
    defer { extendLifetime(piece) }
    try read(source, from: start, byteCount: min(Int(end - start), Self.pieceByteCount))
    var bytes = unsafe SegmentBytes(piece.bytes, seed: source.segment.seed, baseOffset: start)
    if bytes.frame(at: start, limit: end) == nil, let header = bytes.header(at: start),
      start + UInt64(header.frameByteCount) <= end
    {
      // One frame that is longer than a piece.
      try read(source, from: start, byteCount: header.frameByteCount)
      bytes = unsafe SegmentBytes(piece.bytes, seed: source.segment.seed, baseOffset: start)
    }
    var offset = start
    while let frame = bytes.frame(at: offset, limit: end) {
      try take(frame, at: offset, of: source)
      offset += UInt64(frame.header.frameByteCount)
    }
    // Every byte up to the end belongs to a frame; a frame may begin in this piece that ends in the
    // next one.
    guard offset > start else { throw damaged(source, offset) }
    readByteCount += offset - start
    try writer?.flush()
    return .copy(source: index, offset: offset)
  }

  private func read(
    _ source: CompactionPlan.Source, from start: UInt64, byteCount: Int
  ) throws(StoreError) {
    piece.removeAll()
    unsafe try piece.appendRead(upTo: byteCount) { space throws(StoreError) in
      try unsafe source.segment.file.readFully(into: space, at: start)
    }
  }

  private func take(
    _ frame: FrameView, at offset: UInt64, of source: CompactionPlan.Source
  ) throws(StoreError) {
    let header = frame.header
    sequenceMax = max(sequenceMax, header.sequence)
    revisionMax = max(revisionMax, header.revision)
    guard frame.checkBody() == .intact else {
      throw damaged(source, offset, byteCount: UInt64(header.frameByteCount))
    }
    guard let kind = header.kind else {
      // A newer library may know what it is for.
      _ = writer?.append(copyOf: frame)
      return
    }
    if kind.isTombstone {
      #if STRANDLINE_CANARIES
        let isDroppable = plan.isDroppable(header, of: source, dropsTombstones)
      #else
        let isDroppable = dropsTombstones && header.sequence < plan.tombstonesEnd
      #endif
      if !isDroppable { _ = writer?.append(copyOf: frame) }
      return
    }
    guard kind.holdsRevision else { return }
    let revision = header.revision.rawValue
    let from = Place(file: source.id, offset: offset, byteCount: header.frameByteCount)
    // Durably elsewhere, or dead at the basis. What has died since is copied: a replay from the basis
    // looks for it.
    #if STRANDLINE_CANARIES
      if Canary.undurableKillInCompaction.isLoose, !view.index.isLive(revision) { return }
    #endif
    guard view.index.isFolded(revision), try disk.place(of: revision) == from,
      let to = writer?.append(copyOf: frame)
    else { return }
    moved.append(Moved(revision: revision, from: from, to: to))
  }

  private func finishOutput() throws(StoreError) {
    guard let writer else { preconditionFailure("no output was begun") }
    writer.appendEnd(sequence: sequenceMax, revision: revisionMax)
    try writer.flush()
    try writer.file.sync()
    outputByteCount = writer.end
    output = SegmentFile(id: writer.id, file: writer.file, storeID: index.storeID)
    moved.sort { $0.revision < $1.revision }
  }
}

// The patch run.
extension CompactionJob {
  /// Which of the copied records the index files still look for in the sources.
  ///
  /// What lived no more at the basis is left out.
  private func compare(from start: Int) throws(StoreError) {
    let end = min(moved.count, start + Self.entriesPerStep)
    for record in moved[start..<end] where view.index.isFolded(record.revision) {
      if try disk.place(of: record.revision) == record.from { patch.append(record) }
    }
    phase = end == moved.count ? .patch : .compare(next: end)
  }

  private func stepPatch() throws(StoreError) -> Bool {
    if patchWriting == nil {
      let entries = patch.map { IndexEntry(high: $0.revision, low: $0.to.rawValue) }
      patchWriting = RunWriting(
        .array(ArrayCursor(entries)), family: .places, output: index,
        isKept: view.index.isFolded)
    }
    guard try patchWriting?.step(entryCount: Self.entriesPerStep) ?? true else { return false }
    patchWriting = nil
    return true
  }
}
