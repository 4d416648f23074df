import Strandline

/// What each segment of a store takes and how much of it a compaction would give back, as the
/// compaction policy sees it.
struct SpaceAccount {
  struct Row {
    let candidate: CompactionPolicy.Candidate
    let isActive: Bool

    var byteCount: UInt64 { candidate.byteCount }
    var live: UInt64 { min(candidate.liveByteCount, byteCount) }
    var dead: UInt64 { byteCount - live }
    var reclaimable: UInt64 { min(candidate.deadByteCount, byteCount) }
    /// Live bytes in a thousand.
    var liveShare: Int { byteCount == 0 ? 0 : Int(live * 1000 / byteCount) }
  }

  /// What compacting for a goal would come to.
  struct Prediction {
    let goal: CompactionPolicy.Goal
    var compactionCount = 0
    var sourceCount = 0
    var byteCountRead: UInt64 = 0
    var byteCountWritten: UInt64 = 0

    var byteCountReclaimed: UInt64 { byteCountRead - min(byteCountRead, byteCountWritten) }
  }

  /// In the order of the log.
  let rows: [Row]
  /// Bytes of runs, maps and watermarks that the manifest names.
  let indexByteCount: UInt64
  private let segmentTarget: UInt64
  /// Segments before this one lie below the basis.
  private let basisIndex: Int

  init(of store: InspectedStore) throws(ToolFailure) {
    let view = try store.served()
    let manifest = store.loaded?.manifest
    let damaged = Set(
      (store.loaded?.report.findings ?? []).compactMap { FileName($0.file)?.id })
    var rows: [Row] = []
    for segment in store.loaded?.chain ?? [] {
      let id = segment.file.id
      let entry = manifest?.entries.first { $0.name.id == id }
      let isActive = segment.survey != nil
      let size = try engine { () throws(StoreError) in try segment.file.file.size() }
      let isOutput = entry?.isOutput ?? segment.isOutput
      rows.append(
        Row(
          candidate: CompactionPolicy.Candidate(
            file: id, byteCount: isActive ? segment.end : isOutput ? segment.end : size,
            liveByteCount: view.index.liveBytes[id],
            copiedByteCount: isOutput ? entry?.copiedByteCount ?? segment.end : nil,
            isBarred: damaged.contains(id)),
          isActive: isActive))
    }
    self.rows = rows
    indexByteCount = (manifest?.entries ?? []).reduce(0) { sum, entry in
      entry.name.kind == .segment ? sum : sum &+ entry.byteCount
    }
    segmentTarget =
      manifest.map {
        StoreCore.segmentTarget(
          $0, end: rows.last?.byteCount ?? 0, byteCountMax: Options().segmentByteCountMax)
      } ?? UInt64(Options().segmentByteCountMax)
    basisIndex = rows.firstIndex { $0.candidate.file == manifest?.basisFile } ?? 0
  }

  /// Segments by their share of live bytes, in tenths; the last tenth holds the full ones.
  var histogram: [(segmentCount: Int, byteCount: UInt64)] {
    var tenths = [(segmentCount: Int, byteCount: UInt64)](repeating: (0, 0), count: 10)
    for row in rows {
      let tenth = min(row.liveShare / 100, 9)
      tenths[tenth].segmentCount += 1
      tenths[tenth].byteCount += row.byteCount
    }
    return tenths
  }

  /// Plays what the policy would choose, one compaction after the other.
  func prediction(_ goal: CompactionPolicy.Goal) -> Prediction {
    var prediction = Prediction(goal: goal)
    var candidates = candidates(goal)
    // Each takes a source away, or merges some; the count is a bound against made-up lengths.
    for _ in 0...(candidates.count * 2) {
      guard
        let range = CompactionPolicy.choose(candidates, goal: goal, segmentTarget: segmentTarget)
      else { break }
      let sources = candidates[range]
      let read = sources.reduce(0) { $0 &+ $1.byteCount }
      let live = sources.reduce(0) { $0 &+ $1.liveByteCount }
      prediction.compactionCount += 1
      prediction.sourceCount += sources.count
      prediction.byteCountRead &+= read
      prediction.byteCountWritten &+= min(live, read)
      // Called for by a person, what one compaction writes the next one does not take.
      let output = CompactionPolicy.Candidate(
        file: sources[range.lowerBound].file, byteCount: min(live, read), liveByteCount: live,
        copiedByteCount: live, isBarred: goal != .thrift)
      candidates.replaceSubrange(range, with: live == 0 ? [] : [output])
    }
    return prediction
  }

  /// In the background only what lies below the basis; else the log is folded and sealed first, the
  /// segment it ends in only where that is worth it.
  private func candidates(_ goal: CompactionPolicy.Goal) -> [CompactionPolicy.Candidate] {
    guard goal != .thrift else { return rows.prefix(basisIndex).map(\.candidate) }
    return rows.filter { row in
      guard row.isActive, goal == .space else { return true }
      let dead = row.byteCount - min(row.byteCount, row.live + SegmentHeader.firstCommitOffset)
      return dead >= max(row.byteCount / 4, min(64 << 10, segmentTarget / 8))
    }.map(\.candidate)
  }
}
