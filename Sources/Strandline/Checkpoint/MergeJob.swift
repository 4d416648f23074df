/// Merges index files into fewer, step by step.
///
/// What did not live at the basis stays behind.
package final class MergeJob: BackgroundJob {
  package let plan: MergePlan
  package let output: IndexOutput
  private let index: SessionIndex
  private var runWriting: RunWriting?
  private var mapMerge: MapMerge?
  private var isWritten = false
  private var isLetGo = false
  private static let entriesPerStep = 16_384

  /// - Parameters:
  ///   - plan: what to merge.
  ///   - index: the one whose files are merged.
  ///   - output: with as many file ids as `fileCountMax` says.
  package init(_ plan: MergePlan, index: SessionIndex, output: IndexOutput) {
    self.plan = plan
    self.index = index
    self.output = output
    switch plan {
    case .runs(let family, let runs):
      let merge = RunMerge(runs.map { RunCursor(all: $0) }, family: family)
      #if STRANDLINE_CANARIES
        let isKept = Canary.undurableKillInMerge.isLoose ? index.isLive : index.isFolded
      #else
        let isKept = index.isFolded
      #endif
      runWriting = RunWriting(.merge(merge), family: family, output: output, isKept: isKept)
    case .maps(let maps): mapMerge = MapMerge([maps], patches: [])
    case .patches(let patches, let maps):
      mapMerge = MapMerge(maps.map { [$0] }, patches: patches)
    }
  }

  /// File ids it may need, at most.
  package static func fileCountMax(_ plan: MergePlan) -> Int {
    switch plan {
    case .runs, .maps: 1
    case .patches(_, let maps): maps.count
    }
  }

  package func step() throws(StoreError) -> Bool {
    if isWritten {
      try output.syncDirectory()
      return true
    }
    if let mapMerge {
      isWritten = try mapMerge.step(index, output)
    } else {
      isWritten = try runWriting?.step(entryCount: Self.entriesPerStep) ?? true
    }
    return false
  }

  /// A manifest names what was written from now on, or may.
  package func letGo() { isLetGo = true }

  package func discard() {
    guard !isLetGo else { return }
    output.discard()
  }

  /// Whether what it was made of is still in force.
  package func isCurrent(_ disk: DiskIndex) -> Bool {
    let runs = Set(disk.allRuns.map(\.id))
    let maps = Set(disk.maps.map(\.id))
    switch plan {
    case .runs(_, let sources): return sources.allSatisfy { runs.contains($0.id) }
    case .maps(let sources): return sources.allSatisfy { maps.contains($0.id) }
    case .patches(let patches, let sources):
      return patches.allSatisfy { runs.contains($0.id) }
        && sources.allSatisfy { maps.contains($0.id) }
    }
  }

  /// The index files afterwards, whatever a checkpoint or a compaction has added meanwhile.
  package func result(over disk: DiskIndex) -> DiskIndex {
    let maps = mapMerge?.replaced ?? []
    switch plan {
    case .runs(_, let runs): return disk.replacing(runs, with: output.runs)
    case .maps: return disk.replacing(maps, with: output.maps)
    case .patches(let patches, _):
      return disk.replacing(patches, with: []).replacing(maps, with: output.maps)
    }
  }
}

extension DiskIndex {
  /// This one with other runs in the place of some neighbours of one family.
  package func replacing(_ former: [RunFile], with new: [RunFile]) -> DiskIndex {
    let ids = Set(former.map(\.id))
    var runs: [RunFile] = []
    var isDone = false
    for run in allRuns {
      guard ids.contains(run.id) else {
        runs.append(run)
        continue
      }
      if !isDone { runs += new }
      isDone = true
    }
    return DiskIndex(runs: runs, maps: maps)
  }

  /// This one with other files of the map.
  package func replacing(_ former: [MapFile], with new: [MapFile]) -> DiskIndex {
    let ids = Set(former.map(\.id))
    return DiskIndex(runs: allRuns, maps: maps.filter { !ids.contains($0.id) } + new)
  }
}
