/// Writes files of the map anew: several as one, or each with its patches folded in.
final class MapMerge {
  private var groups: ArraySlice<[MapFile]>
  private var patches: RunMerge<RunCursor>
  private var patch: IndexEntry?
  private var hasBegun = false
  private let foldsPatches: Bool
  private var target: Target?
  /// What the output takes the place of.
  private(set) var replaced: [MapFile] = []

  private struct Target {
    let name: FileName
    let file: any File
    let writer: MapWriter
    let maps: [MapFile]
    var next: UInt64
    let end: UInt64
  }

  private static let revisionsPerStep: UInt64 = 16_320

  /// - Parameters:
  ///   - groups: each becomes one file; sorted by revision.
  ///   - patches: oldest first; without any, groups are written whatever they hold.
  init(_ groups: [[MapFile]], patches: [RunFile]) {
    self.groups = groups[...]
    self.patches = RunMerge(patches.map { RunCursor(all: $0) }, family: .places)
    foldsPatches = !patches.isEmpty
  }

  /// Does the next piece; true when all is written and synced.
  func step(_ index: SessionIndex, _ output: IndexOutput) throws(StoreError) -> Bool {
    if !hasBegun {
      patch = try patches.next()
      hasBegun = true
    }
    guard let target else {
      guard let group = groups.popFirst() else { return true }
      try begin(group, index, output)
      return false
    }
    try write(target, index, output)
    return false
  }

  private func begin(
    _ group: [MapFile], _ index: SessionIndex, _ output: IndexOutput
  ) throws(StoreError) {
    guard let first = group.first, let last = group.last else { return }
    let end = last.first + last.count
    // What no file covers is dead.
    while let entry = patch, entry.high < first.first { patch = try patches.next() }
    if foldsPatches, patch.map({ $0.high >= end }) ?? true { return }
    guard index.hasFolded(in: first.first..<end) else {
      replaced += group
      return
    }
    let (name, file) = try output.create(.map)
    target = Target(
      name: name, file: file,
      writer: MapWriter(file, id: name.id, storeID: output.storeID, first: first.first),
      maps: group, next: first.first, end: end)
  }

  private func write(
    _ current: Target, _ index: SessionIndex, _ output: IndexOutput
  ) throws(StoreError) {
    let end = min(current.end, current.next + Self.revisionsPerStep)
    var places = [UInt64](repeating: 0, count: Int(end - current.next))
    for map in current.maps {
      let from = max(map.first, current.next)
      let to = min(map.first + map.count, end)
      guard from < to else { continue }
      let start = Int(from - current.next)
      for (offset, place) in try map.places(from..<to).enumerated() {
        places[start + offset] = place
      }
    }
    for revision in current.next..<end {
      while let entry = patch, entry.high < revision { patch = try patches.next() }
      var place = places[Int(revision - current.next)]
      if let entry = patch, entry.high == revision { place = entry.low }
      try current.writer.append(index.isFolded(revision) ? place : 0)
    }
    target?.next = end
    guard end == current.end else { return }
    _ = try current.writer.finish()
    try output.finish(map: current.name, current.file)
    replaced += current.maps
    target = nil
  }
}
