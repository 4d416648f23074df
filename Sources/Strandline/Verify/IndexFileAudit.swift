/// Reads a run or a map page by page from its file and nowhere else, and checks that its pages hold
/// together.
package struct IndexFileAudit {
  package let name: FileName
  package let file: any File
  package let storeID: StoreID

  private static let pageCountPerRead = 64
  private static let pageByteCount = UInt64(IndexPage.byteCount)

  package init(name: FileName, file: any File, storeID: StoreID) {
    self.name = name
    self.file = file
    self.storeID = storeID
  }

  private var seed: FrameSeed { FrameSeed(storeID: storeID, fileID: name.id) }

  /// What the header page says; nil when it is damaged.
  package enum Header {
    case run(RunHeader)
    case map(MapHeader)

    package var pageCount: UInt64 {
      switch self {
      case .run(let header): header.pageCount
      case .map(let header): header.pageCount
      }
    }
  }

  package func header() throws(StoreError) -> Header? {
    let page = try file.contents(byteCountMax: Self.pageByteCount)
    defer { extendLifetime(page) }
    let end = 2 * FileHeader.byteCount
    guard page.count == IndexPage.byteCount,
      let fileHeader = try? unsafe FileHeader(decoding: page.bytes), fileHeader.kind == name.kind,
      fileHeader.fileID == name.id, fileHeader.storeID == storeID,
      unsafe ByteReader(page.bytes).isZero(at: end, count: page.count - end)
    else { return nil }
    let own = unsafe page.slice(FileHeader.byteCount..<end)
    if name.kind == .run {
      return (try? unsafe RunHeader(decoding: own, seed: seed)).map { .run($0) }
    }
    return (try? unsafe MapHeader(decoding: own, seed: seed)).map { .map($0) }
  }

  /// Visits the pages from `first` on in order; nil for one that is damaged.
  package func forEachPage(
    from first: UInt64, to end: UInt64,
    _ visit: (UInt64, IndexPage?) throws(StoreError) -> Void
  ) throws(StoreError) {
    var index = first
    while index < end {
      let count = Int(min(UInt64(Self.pageCountPerRead), end - index))
      let start = index * Self.pageByteCount
      let block = try unsafe FileMapping(upTo: count * IndexPage.byteCount) {
        space throws(StoreError) in
        try unsafe file.readFully(into: space, at: start)
      }
      for position in 0..<count {
        let page = IndexPage.decode(
          block, at: position * IndexPage.byteCount, seed: seed,
          fileOffset: (index + UInt64(position)) * Self.pageByteCount)
        try visit(index + UInt64(position), page)
      }
      index += UInt64(count)
    }
  }

  /// Visits the entries of a run's pages that can be read, in order.
  func forEachEntry(
    _ header: RunHeader, _ visit: (IndexEntry) throws(StoreError) -> Void
  ) throws(StoreError) {
    try forEachPage(from: 1, to: 1 + UInt64(header.entryPageCount)) {
      _, page throws(StoreError) in
      guard let page, page.kind == header.family.pageKind else { return }
      for index in 0..<page.count { try visit(page.entry(index)) }
    }
  }

  /// Pages that are not what they have to be, the header page as 0.
  ///
  /// - Parameters:
  ///   - account: gets every byte of the file.
  ///   - onRead: told how many bytes were read.
  /// - Returns: their numbers, ascending.
  /// - Throws: `.io` and the like, or what `onRead` throws.
  func check(
    _ account: inout ByteAccount, onRead: (UInt64) throws(StoreError) -> Void
  ) throws(StoreError) -> [UInt64] {
    guard let header = try header(),
      account.byteCount == header.pageCount * Self.pageByteCount
    else {
      account.addRest(.damaged)
      return [0]
    }
    account.add(.fileHeader, UInt64(FileHeader.byteCount))
    account.add(.structureHeader, Self.pageByteCount - UInt64(FileHeader.byteCount))
    var pages = PageOrder(header)
    var damaged: [UInt64] = []
    try forEachPage(from: 1, to: header.pageCount) { index, page throws(StoreError) in
      if let page, pages.takes(page, at: index) {
        account.add(page.kind == .fences ? .fencePage : .indexPage, Self.pageByteCount)
      } else {
        damaged.append(index)
        account.add(.damaged, Self.pageByteCount)
      }
      try onRead(Self.pageByteCount)
    }
    return damaged
  }
}

/// Whether the pages of an index file follow one another as its header says.
///
/// Pure. 8 bytes a page are kept.
private struct PageOrder {
  private let header: IndexFileAudit.Header
  /// The first `high` of each entry page; nil for one that is damaged.
  private var firstHighs: [UInt64: UInt64] = [:]
  private var last: IndexEntry?

  init(_ header: IndexFileAudit.Header) { self.header = header }

  mutating func takes(_ page: IndexPage, at index: UInt64) -> Bool {
    switch header {
    case .map(let map):
      let perPage = UInt64(IndexPage.valueCountMax)
      let left = map.count - (index - 1) * perPage
      return page.kind == .places && UInt64(page.count) == min(perPage, left)
    case .run(let run):
      let entryPageCount = UInt64(run.entryPageCount)
      return index <= entryPageCount
        ? takesEntries(page, index - 1, run) : takesFences(page, index - 1 - entryPageCount, run)
    }
  }

  private mutating func takesEntries(
    _ page: IndexPage, _ index: UInt64, _ run: RunHeader
  ) -> Bool {
    let perPage = UInt64(IndexPage.entryCountMax)
    guard page.kind == run.family.pageKind,
      UInt64(page.count) == min(perPage, run.entryCount - index * perPage)
    else { return false }
    firstHighs[index] = page.entry(0).high
    for position in 0..<page.count {
      let entry = page.entry(position)
      if let last, entry < last { return false }
      last = entry
    }
    if index == 0, page.entry(0).high != run.firstHigh { return false }
    return index + 1 < UInt64(run.entryPageCount) || last?.high == run.lastHigh
  }

  private func takesFences(_ page: IndexPage, _ index: UInt64, _ run: RunHeader) -> Bool {
    let perPage = UInt64(IndexPage.valueCountMax)
    guard page.kind == .fences,
      UInt64(page.count) == min(perPage, UInt64(run.entryPageCount) - index * perPage)
    else { return false }
    return (0..<page.count).allSatisfy { position in
      let known = firstHighs[index * perPage + UInt64(position)]
      return known == nil || known == page.value(position)
    }
  }
}
