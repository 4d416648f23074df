/// Walks the entries of a run in order from a bound.
///
/// Reads nothing before the first `next`. After an error it stands where it stood.
package struct RunCursor: Sendable {
  /// How a cursor reads pages.
  package enum Reading: Sendable {
    /// One by one through the cache: for a short walk.
    case cached
    /// Sixteen at a time past the cache: for a merge or a verification.
    case sequential
  }

  private static let sequentialPageCount = 16

  private let run: RunFile
  private let bound: IndexEntry
  private let reading: Reading
  private var page: IndexPage?
  /// Read ahead, the next one last.
  private var ahead: [IndexPage] = []
  /// The next entry in `page`.
  private var index = 0
  /// The last one given.
  private var last: IndexEntry?
  /// The entry page behind `page`.
  private var nextPage: Int

  /// Begins at the first entry that is not below `bound`.
  package init(_ run: RunFile, from bound: IndexEntry, reading: Reading = .cached) {
    self.run = run
    self.bound = bound
    self.reading = reading
    nextPage = max(run.fenceTable.firstNotBelow(bound.high) - 1, 0)
  }

  /// Begins at the first entry and reads in long steps.
  package init(all run: RunFile) {
    self.init(run, from: IndexEntry(high: 0, low: 0), reading: .sequential)
  }

  /// The next entry, or nil behind the last.
  /// - Throws: `.corrupt` with `isIndexDamage`, or `.io`.
  package mutating func next() throws(StoreError) -> IndexEntry? {
    while true {
      if let page, index < page.count {
        let entry = page.entry(index)
        // A checksum vouches for the bytes and not for their order, and merges rely on that.
        guard last.map({ isBefore($0, entry) }) ?? true else { throw run.pages.damage(nextPage) }
        index += 1
        last = entry
        return entry
      }
      guard nextPage < run.entryPageCount else { return nil }
      let isPositioned = page.map { $0.entry($0.count - 1) >= bound } ?? false
      let page = try readPage()
      nextPage += 1
      index = isPositioned ? 0 : page.lowerBound(bound)
      self.page = page
    }
  }

  private func isBefore(_ left: IndexEntry, _ right: IndexEntry) -> Bool {
    run.family == .places ? left.high < right.high : left < right
  }

  private mutating func readPage() throws(StoreError) -> IndexPage {
    switch reading {
    case .cached: return try run.entryPage(nextPage)
    case .sequential:
      if ahead.isEmpty {
        let count = min(Self.sequentialPageCount, run.entryPageCount - nextPage)
        ahead = try run.entryPages(from: nextPage, count: count).reversed()
      }
      return ahead.removeLast()
    }
  }
}
