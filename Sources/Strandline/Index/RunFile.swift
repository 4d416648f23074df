/// An open run: sorted entries in pages, with the fences in memory. Formats/run.md
package final class RunFile: Sendable {
  package let family: RunFamily
  package let entryCount: UInt64
  /// The `high` of the first entry of each entry page.
  package var fences: [UInt64] { fenceTable.values }
  let pages: PageFile
  let fenceTable: FenceTable
  private let lastHigh: UInt64

  package var id: FileID { pages.id }
  package var name: String { pages.name }
  package var byteCount: UInt64 { pages.byteCount }
  package var entryPageCount: Int { fenceTable.values.count }

  private init(_ pages: PageFile, _ header: RunHeader, _ fenceTable: FenceTable) {
    self.pages = pages
    self.fenceTable = fenceTable
    family = header.family
    entryCount = header.entryCount
    lastHigh = header.lastHigh
  }

  /// The same run, read in another way.
  package init(_ other: RunFile, cache: PageCache, mapping: FileMapping?) {
    pages = PageFile(other.pages, cache: cache, mapping: mapping)
    fenceTable = other.fenceTable
    family = other.family
    entryCount = other.entryCount
    lastHigh = other.lastHigh
  }

  /// Takes over an open file, reads its header and its fences; O(entries / 130,000) reads.
  /// - Returns: Nil when the header, the length or a fence is damaged.
  /// - Throws: What the system reports; the file is closed then, too.
  package static func open(
    _ file: any File, id: FileID, storeID: StoreID, cache: PageCache, mapping: FileMapping?
  ) throws(StoreError) -> RunFile? {
    let pages = try PageFile(
      file, id: id, kind: .run, storeID: storeID, cache: cache, mapping: mapping)
    var found: RunHeader?
    let isGood = try unsafe pages.checkHeader { bytes, seed in
      found = try? unsafe RunHeader(decoding: bytes, seed: seed)
      return found != nil
    }
    guard isGood, let header = found,
      pages.byteCount == header.pageCount * UInt64(IndexPage.byteCount)
    else { return nil }
    guard let fences = try readFences(pages, header) else { return nil }
    return RunFile(pages, header, fences)
  }

  /// Entry page `index`, counted from 0.
  /// - Throws: `.corrupt` with `isIndexDamage`, or `.io`.
  func entryPage(_ index: Int) throws(StoreError) -> IndexPage {
    try checked(try pages.page(index + 1), index)
  }

  /// Entry pages one after the other, read at once and past the cache.
  /// - Throws: `.corrupt` with `isIndexDamage`, or `.io`.
  func entryPages(from index: Int, count: Int) throws(StoreError) -> [IndexPage] {
    let read = try pages.pages(from: index + 1, count: count)
    for (position, page) in read.enumerated() { _ = try checked(page, index + position) }
    return read
  }

  private func checked(_ page: IndexPage, _ index: Int) throws(StoreError) -> IndexPage {
    let left = entryCount - UInt64(index) * UInt64(IndexPage.entryCountMax)
    guard page.kind == family.pageKind,
      UInt64(page.count) == min(left, UInt64(IndexPage.entryCountMax)),
      page.entry(0).high == fenceTable.values[index]
    else { throw pages.damage(index + 1) }
    return page
  }

  private static func readFences(
    _ pages: PageFile, _ header: RunHeader
  ) throws(StoreError) -> FenceTable? {
    var values: [UInt64] = []
    let total = Int(header.entryPageCount)
    values.reserveCapacity(total)
    var index = 1 + total
    while index < pages.pageCount {
      let count = min(PageFile.pageCountPerReadMax, pages.pageCount - index)
      let read: [IndexPage]
      do { read = try pages.pages(from: index, count: count) } catch {
        guard error.isIndexDamage else { throw error }
        return nil
      }
      for page in read {
        guard page.kind == .fences,
          page.count == min(IndexPage.valueCountMax, total - values.count)
        else { return nil }
        values.append(contentsOf: page.values)
      }
      index += count
    }
    guard values.first ?? 0 == header.firstHigh, values.last ?? 0 <= header.lastHigh,
      zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    return FenceTable(values)
  }
}

extension RunFile {
  /// Visits the entries with this `high` in order until `body` answers false.
  ///
  /// One page is read as a rule, two where the page before may end with such entries.
  /// - Throws: `.corrupt` with `isIndexDamage`, `.io`, or what `body` throws.
  package func forEach(
    high: UInt64, _ body: (IndexEntry) throws(StoreError) -> Bool
  ) throws(StoreError) {
    let fences = fenceTable.values
    guard let first = fences.first, high >= first, high <= lastHigh else { return }
    var index = max(fenceTable.firstNotBelow(high) - 1, 0)
    repeat {
      let page = try entryPage(index)
      for i in page.lowerBoundOfHigh(high)..<page.count {
        let entry = page.entry(i)
        guard entry.high == high, try body(entry) else { return }
      }
      index += 1
    } while index < fences.count && fences[index] == high
  }

  /// The first entry with this `high`.
  /// - Throws: `.corrupt` with `isIndexDamage`, or `.io`.
  package func first(high: UInt64) throws(StoreError) -> IndexEntry? {
    var found: IndexEntry?
    try forEach(high: high) { (entry) throws(StoreError) in
      found = entry
      return false
    }
    return found
  }
}
