/// Writes a map: the places of one revision after the other, the header page last.
///
/// Keeps at most 64 KiB in memory. After an error the file is to be dropped.
package final class MapWriter {
  private let pages: PageWriter
  private let first: UInt64
  private var count: UInt64 = 0

  /// Begins a map in an empty file; the first place is that of the revision `first`.
  package init(_ file: any File, id: FileID, storeID: StoreID, first: UInt64) {
    pages = PageWriter(file, id: id, storeID: storeID)
    self.first = first
  }

  /// Adds the raw place of the next revision; 0: it has none.
  package func append(_ rawPlace: UInt64) throws(StoreError) {
    precondition(count < MapHeader.revisionCountMax, "too many revisions for one map")
    try pages.append(rawPlace, kind: .places)
    count += 1
  }

  /// Writes the rest and answers the file's length; the caller syncs.
  package func finish() throws(StoreError) -> UInt64 {
    try pages.endPage(.places)
    let header = MapHeader(first: first, count: count)
    precondition(UInt64(pages.pageCount) == header.pageCount, "a map of another length")
    return try pages.finish(kind: .map) { header.encode(into: $0, seed: $1) }
  }
}
