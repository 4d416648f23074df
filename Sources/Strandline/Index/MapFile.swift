/// An open map: where each of a range of revisions lies. Formats/map.md
package final class MapFile: Sendable {
  /// The most revisions a map covers.
  package static let revisionCountMax = Int(MapHeader.revisionCountMax)

  /// The first revision it covers.
  package let first: UInt64
  /// Revisions it covers, one after the other.
  package let count: UInt64
  let pages: PageFile

  package var id: FileID { pages.id }
  package var name: String { pages.name }
  package var byteCount: UInt64 { pages.byteCount }

  private init(_ pages: PageFile, _ header: MapHeader) {
    self.pages = pages
    first = header.first
    count = header.count
  }

  /// The same map, read in another way.
  package init(_ other: MapFile, cache: PageCache, mapping: FileMapping?) {
    pages = PageFile(other.pages, cache: cache, mapping: mapping)
    first = other.first
    count = other.count
  }

  /// Takes over an open file and reads its header page.
  /// - Returns: Nil when the header or the length is damaged.
  /// - Throws: What the system reports; the file is closed then, too.
  package static func open(
    _ file: any File, id: FileID, storeID: StoreID, cache: PageCache, mapping: FileMapping?
  ) throws(StoreError) -> MapFile? {
    let pages = try PageFile(
      file, id: id, kind: .map, storeID: storeID, cache: cache, mapping: mapping)
    var found: MapHeader?
    let isGood = try unsafe pages.checkHeader { bytes, seed in
      found = try? unsafe MapHeader(decoding: bytes, seed: seed)
      return found != nil
    }
    guard isGood, let header = found,
      pages.byteCount == header.pageCount * UInt64(IndexPage.byteCount)
    else { return nil }
    return MapFile(pages, header)
  }

  /// The raw place of a revision; 0 when it has none or lies outside.
  ///
  /// One page is read.
  /// - Throws: `.corrupt` with `isIndexDamage`, or `.io`.
  package func place(of revision: UInt64) throws(StoreError) -> UInt64 {
    guard revision >= first, revision - first < count else { return 0 }
    let position = Int(revision - first)
    let index = position / IndexPage.valueCountMax
    let page = try checked(try pages.page(index + 1), index)
    return page.value(position % IndexPage.valueCountMax)
  }

  /// The raw places of a range that lies within the file, read past the cache.
  package func places(_ range: Range<UInt64>) throws(StoreError) -> [UInt64] {
    precondition(range.lowerBound >= first && range.upperBound <= first + count, "outside the map")
    var places: [UInt64] = []
    places.reserveCapacity(range.count)
    let perPage = UInt64(IndexPage.valueCountMax)
    var revision = range.lowerBound
    while revision < range.upperBound {
      let index = Int((revision - first) / perPage)
      let last = Int((range.upperBound - 1 - first) / perPage)
      let read = min(PageFile.pageCountPerReadMax, last - index + 1)
      for (offset, page) in try pages.pages(from: index + 1, count: read).enumerated() {
        let page = try checked(page, index + offset)
        let start = first + UInt64(index + offset) * perPage
        let end = min(range.upperBound, start + UInt64(page.count))
        while revision < end {
          places.append(page.value(Int(revision - start)))
          revision += 1
        }
      }
    }
    return places
  }

  private func checked(_ page: IndexPage, _ index: Int) throws(StoreError) -> IndexPage {
    let left = count - UInt64(index) * UInt64(IndexPage.valueCountMax)
    guard page.kind == .places, UInt64(page.count) == min(left, UInt64(IndexPage.valueCountMax))
    else { throw pages.damage(index + 1) }
    return page
  }
}
