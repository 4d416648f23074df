/// Which index files are to be merged next.
///
/// Pure; merging changes nothing of what the index says.
package enum MergePlan: Sendable {
  /// Neighbours in age of one family become one run, without dead revisions.
  case runs(RunFamily, [RunFile])
  /// Neighbours on the axis become one file of the map.
  case maps([MapFile])
  /// Patches go into the map, of which the files they concern are written anew.
  case patches([RunFile], [MapFile])

  /// Patches over this share of the map's revisions are folded into it.
  private static let patchShare: UInt64 = 8
  /// A file of the map with so many revisions is as long as it will be.
  private static let fullMapCount = UInt64(MapFile.revisionCountMax) / 2

  /// What is due, of several the one that rids the store of most files; nil when nothing is.
  ///
  /// A fixed order would let one kind that is due again and again, as patches are beside compactions,
  /// keep the others from ever being merged.
  package static func choose(_ disk: DiskIndex) -> MergePlan? {
    let runs = RunFamily.allCases.map { runPlan(disk.runs($0), $0) }
    let plans = [patchPlan(disk)] + runs + [mapPlan(disk.maps)]
    return plans.compactMap(\.self).reduce(nil) { most, plan in
      guard let most, most.sourceCount >= plan.sourceCount else { return plan }
      return most
    }
  }

  /// How many files go.
  private var sourceCount: Int {
    switch self {
    case .runs(_, let runs): runs.count
    case .maps(let maps): maps.count
    case .patches(let patches, _): patches.count
    }
  }

  private static func patchPlan(_ disk: DiskIndex) -> MergePlan? {
    let patched = disk.patches.reduce(0) { $0 + $1.entryCount }
    let mapped = disk.maps.reduce(0) { $0 + $1.count }
    guard patched > 0, patched >= mapped / patchShare else { return nil }
    return .patches(disk.patches, disk.maps)
  }

  private static func runPlan(_ runs: [RunFile], _ family: RunFamily) -> MergePlan? {
    MergePolicy.choose(sizes: runs.map { Int(clamping: $0.entryCount) }).map {
      .runs(family, Array(runs[$0]))
    }
  }

  private static func mapPlan(_ all: [MapFile]) -> MergePlan? {
    let start = (all.lastIndex { $0.count >= fullMapCount } ?? -1) + 1
    let small = all[start...]
    guard let range = MergePolicy.choose(sizes: small.map { Int(clamping: $0.count) }) else {
      return nil
    }
    var chosen = small[(start + range.lowerBound)..<(start + range.upperBound)]
    while let first = chosen.first, let last = chosen.last,
      last.first + last.count - first.first > UInt64(MapFile.revisionCountMax)
    {
      chosen.removeFirst()
    }
    return chosen.count > 1 ? .maps(Array(chosen)) : nil
  }
}
