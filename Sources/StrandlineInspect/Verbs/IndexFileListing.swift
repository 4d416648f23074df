import Strandline

/// A run or a map of a store, read page by page: what `runs` and `map` show.
struct IndexFileListing {
  let file: InspectedFile
  let header: IndexFileAudit.Header?
  private let audit: IndexFileAudit?

  init(_ file: InspectedFile) throws(ToolFailure) {
    self.file = file
    guard let storeID = file.storeID, let id = file.fileID, let kind = file.kind else {
      (header, audit) = (nil, nil)
      return
    }
    let audit = IndexFileAudit(
      name: FileName(id: id, kind: kind), file: file.file, storeID: storeID)
    self.audit = audit
    header = try engine { () throws(StoreError) in try audit.header() }
  }

  /// Whether the file is as long as its header says.
  var hasItsLength: Bool {
    header.map { $0.pageCount * UInt64(IndexPage.byteCount) == file.byteCount } ?? false
  }

  /// Visits the pages of entries or places, by number; nil for one that is damaged.
  func forEachPage(
    _ visit: (UInt64, IndexPage?) throws(StoreError) -> Void
  ) throws(ToolFailure) {
    guard let audit, let header else { return }
    let last: UInt64 =
      switch header {
      case .run(let run): UInt64(run.entryPageCount)
      case .map(let map): map.valuePageCount
      }
    // What lies behind the end of the file is not there to be visited.
    let pages = file.byteCount.dividedRoundingUp(by: UInt64(IndexPage.byteCount))
    try engine { () throws(StoreError) in
      try audit.forEachPage(from: 1, to: max(1, min(1 + last, pages)), visit)
    }
  }

  /// How many pages of entries or places cannot be read.
  func damagedPageCount() throws(ToolFailure) -> Int {
    var count = 0
    try forEachPage { _, page throws(StoreError) in
      if page == nil { count += 1 }
    }
    return count
  }

  func pagePlace(_ page: UInt64) -> String { file.place(page * UInt64(IndexPage.byteCount)) }
}

extension UInt64 {
  fileprivate func dividedRoundingUp(by other: UInt64) -> UInt64 {
    self / other + (isMultiple(of: other) ? 0 : 1)
  }
}
