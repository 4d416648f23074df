/// The index files in force: sorted runs of the three families, the map, and patches over it.
///
/// Immutable; a checkpoint or a merge puts another one in its place. The files stay open as long as
/// a reader holds one of these.
package final class DiskIndex: Sendable {
  /// Oldest first.
  package let keys: [RunFile]
  package let rooms: [RunFile]
  package let senders: [RunFile]
  /// Places that count before the map's; oldest first.
  package let patches: [RunFile]
  /// Sorted by revision, disjoint; what no file covers is dead.
  package let maps: [MapFile]

  package static let empty = DiskIndex(runs: [], maps: [])

  /// - Parameters:
  ///   - runs: of all families, those of a family oldest first.
  ///   - maps: in any order.
  package init(runs: [RunFile], maps: [MapFile]) {
    keys = runs.filter { $0.family == .key }
    rooms = runs.filter { $0.family == .room }
    senders = runs.filter { $0.family == .sender }
    patches = runs.filter { $0.family == .places }
    self.maps = maps.sorted { $0.first < $1.first }
  }

  /// The same files, read by position: for work that must meet an error of the medium as an error.
  ///
  /// With a cache of its own, because what lies in a mapping stays in one in the other.
  package var positional: DiskIndex {
    guard isMapped else { return self }
    let cache = PageCache(pageCountMax: 16)
    return DiskIndex(
      runs: allRuns.map { RunFile($0, cache: cache, mapping: nil) },
      maps: maps.map { MapFile($0, cache: cache, mapping: nil) })
  }

  private var isMapped: Bool {
    allRuns.contains { $0.pages.isMapped } || maps.contains { $0.pages.isMapped }
  }

  package func runs(_ family: RunFamily) -> [RunFile] {
    switch family {
    case .key: keys
    case .room: rooms
    case .sender: senders
    case .places: patches
    }
  }

  package var allRuns: [RunFile] { RunFamily.allCases.flatMap { runs($0) } }

  /// Visits the revisions under a name's hash, dead ones included, until `body` answers false.
  ///
  /// The oldest run first: it is the largest by far, so that what is there is found in one page as
  /// a rule. Of a name one revision lives, wherever it stands; the others are passed over.
  package func forEachCandidate(
    _ hash: UInt64, _ body: (UInt64) throws(StoreError) -> Bool
  ) throws(StoreError) {
    var goesOn = true
    for run in keys where goesOn {
      try run.forEach(high: hash) { entry throws(StoreError) in
        goesOn = try body(entry.keyRevision)
        return goesOn
      }
    }
  }

  /// Where the record of a live revision lies.
  package func place(of revision: UInt64) throws(StoreError) -> Place? {
    for patch in patches.reversed() {
      if let entry = try patch.first(high: revision) { return Place(rawValue: entry.low) }
    }
    return try mappedPlace(of: revision)
  }

  /// The same without the patches.
  package func mappedPlace(of revision: UInt64) throws(StoreError) -> Place? {
    guard let raw = try map(of: revision)?.place(of: revision), raw != 0 else { return nil }
    return Place(rawValue: raw)
  }

  /// The file of the map that a revision is in; nil below the first one.
  package func map(of revision: UInt64) -> MapFile? {
    var low = 0
    var high = maps.count
    while low < high {
      let middle = (low + high) / 2
      if maps[middle].first <= revision { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? maps[low - 1] : nil
  }
}
