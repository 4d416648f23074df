/// Merges sorted sources, oldest first, into one sorted sequence.
///
/// An entry that several have comes once; of the family *places* only the newest source's entry
/// for a revision does. O(sources) a step. After an error it can be asked again.
package struct RunMerge<Source: EntrySource>: EntrySource {
  private enum Head {
    case unread
    case entry(IndexEntry)
    case end
  }

  private var sources: [Source]
  private var heads: [Head]
  private let comparesHighOnly: Bool

  /// Reads nothing before the first `next`.
  package init(_ sources: [Source], family: RunFamily) {
    self.sources = sources
    heads = Array(repeating: .unread, count: sources.count)
    comparesHighOnly = family == .places
  }

  /// The next entry, or nil behind the last.
  package mutating func next() throws(StoreError) -> IndexEntry? {
    try readHeads()
    var smallest: IndexEntry?
    for case .entry(let entry) in heads {
      // Where the keys are equal the later source replaces the earlier: it is the newer.
      if let found = smallest, isBefore(found, entry) { continue }
      smallest = entry
    }
    guard let smallest else { return nil }
    for position in heads.indices {
      guard case .entry(let entry) = heads[position], !isBefore(smallest, entry) else { continue }
      heads[position] = .unread
    }
    return smallest
  }

  private func isBefore(_ left: IndexEntry, _ right: IndexEntry) -> Bool {
    comparesHighOnly ? left.high < right.high : left < right
  }

  private mutating func readHeads() throws(StoreError) {
    for position in heads.indices {
      guard case .unread = heads[position] else { continue }
      if let entry = try sources[position].next() {
        heads[position] = .entry(entry)
      } else {
        heads[position] = .end
      }
    }
  }
}
