/// Writes a run: entries in ascending order, then the fences, the header page last.
///
/// Keeps the fences and at most 64 KiB in memory. After an error the file is to be dropped.
package final class RunWriter {
  private let pages: PageWriter
  private let family: RunFamily
  private var fences: [UInt64] = []
  private var last: IndexEntry?
  private var entryCount: UInt64 = 0

  /// Begins a run in an empty file.
  package init(_ file: any File, id: FileID, storeID: StoreID, family: RunFamily) {
    pages = PageWriter(file, id: id, storeID: storeID)
    self.family = family
  }

  /// Adds an entry that is above all before it; of places also its revision is.
  package func append(_ entry: IndexEntry) throws(StoreError) {
    if let last {
      precondition(
        family == .places ? last.high < entry.high : last < entry, "entries out of order")
    }
    if pages.isAtPageStart { fences.append(entry.high) }
    try pages.append(entry, kind: family.pageKind)
    last = entry
    entryCount += 1
  }

  /// Writes the rest and answers the file's length; the caller syncs.
  package func finish() throws(StoreError) -> UInt64 {
    try pages.endPage(family.pageKind)
    for fence in fences { try pages.append(fence, kind: .fences) }
    try pages.endPage(.fences)
    let header = RunHeader(
      family: family, entryCount: entryCount, firstHigh: fences.first ?? 0,
      lastHigh: last?.high ?? 0)
    precondition(UInt64(pages.pageCount) == header.pageCount, "a run of another length")
    return try pages.finish(kind: .run) { header.encode(into: $0, seed: $1) }
  }
}
