/// Revision → place for what the delta holds: new revisions dense, in chunks that copies share until
/// they are changed; older ones that were written again or moved as sorted entries.
package struct PlaceDelta: Sendable {
  /// Small, because the leader copies the last one for every group of commits that readers have seen.
  private static let chunkCount = 256
  /// Revisions from here on are new in this delta.
  package let base: UInt64
  private var chunks: [[UInt64]] = []
  /// (revision, place) of revisions below the base, the newest counts.
  package private(set) var moved = EntryStack(newestCounts: true)
  private var newMoved: [IndexEntry] = []
  private static let newMovedCountMax = 1024

  package init(base: UInt64) { self.base = base }

  /// New revisions as ranges without large gaps, each of at most `countMax`.
  package func ranges(below end: UInt64, countMax: Int) -> [Range<UInt64>] {
    var ranges: [Range<UInt64>] = []
    for (index, chunk) in chunks.enumerated() where !chunk.isEmpty {
      let start = base + UInt64(index * Self.chunkCount)
      let next = min(end, start + UInt64(Self.chunkCount))
      guard start < next else { break }
      if let last = ranges.last, last.upperBound == start,
        next - last.lowerBound <= UInt64(countMax)
      {
        ranges[ranges.count - 1] = last.lowerBound..<next
      } else {
        ranges.append(start..<next)
      }
    }
    return ranges
  }

  package subscript(revision: UInt64) -> Place? {
    guard revision >= base else { return movedPlace(revision) }
    let index = Int(revision - base)
    let chunk = index / Self.chunkCount
    guard chunk < chunks.count, !chunks[chunk].isEmpty else { return nil }
    let value = chunks[chunk][index % Self.chunkCount]
    return value == 0 ? nil : Place(rawValue: value)
  }

  private func movedPlace(_ revision: UInt64) -> Place? {
    if !newMoved.isEmpty, let entry = newMoved.last(where: { $0.high == revision }) {
      return Place(rawValue: entry.low)
    }
    // As a rule there is none, and readers of the same view do not meet at its reference count.
    guard !moved.runs.isEmpty else { return nil }
    for run in moved.runs.reversed() {
      let index = run.lowerBound(IndexEntry(high: revision, low: 0))
      if index < run.entries.count, run.entries[index].high == revision {
        return Place(rawValue: run.entries[index].low)
      }
    }
    return nil
  }

  package mutating func set(_ place: Place, for revision: UInt64) {
    guard revision >= base else {
      newMoved.append(IndexEntry(high: revision, low: place.rawValue))
      if newMoved.count >= Self.newMovedCountMax { seal() }
      return
    }
    let index = Int(revision - base)
    let chunk = index / Self.chunkCount
    while chunks.count <= chunk { chunks.append([]) }
    if chunks[chunk].isEmpty { chunks[chunk] = [UInt64](repeating: 0, count: Self.chunkCount) }
    chunks[chunk][index % Self.chunkCount] = place.rawValue
  }

  package mutating func seal() {
    // Within one batch a revision may have been written twice: the later one counts.
    var seen: Set<UInt64> = []
    moved.add(newMoved.reversed().filter { seen.insert($0.high).inserted })
    newMoved.removeAll(keepingCapacity: true)
  }

  /// Bytes of memory, about.
  package var byteCount: Int { chunks.count * Self.chunkCount * 8 + moved.count * 16 }
}
