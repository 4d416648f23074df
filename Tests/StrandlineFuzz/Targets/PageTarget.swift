import Strandline

/// One page of an index file.
///
/// The first byte: 1 makes the checksum right. Behind it stand sparse pages.
enum PageTarget {
  private static let seed = FrameSeed(storeID: StoreID(high: 1, low: 2), fileID: .first)

  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    var input = FuzzInput(bytes)
    let repairs = input.byte() & 1 != 0
    let offset: UInt64 = 4096
    var image = Array(SparsePages.expand(&input).prefix(IndexPage.byteCount))
    if repairs { ChecksumRepair.page(&image, at: 0, seed, fileOffset: offset) }
    let block = FileMapping(upTo: image.count) { space in
      image.withUnsafeBytes { space.copyMemory(from: $0) }
      return image.count
    }
    let own: IndexPage?
    do {
      own = try IndexPage.read(seed: seed, fileOffset: offset) { space throws(StoreError) in
        image.withUnsafeBytes { space.copyMemory(from: $0) }
        return image.count
      }
    } catch { throw FuzzFinding("a page that was read cannot be read: \(error)") }
    let mapped = IndexPage.decode(block, at: 0, seed: seed, fileOffset: offset)
    guard let own, let mapped else {
      try require(own == nil && mapped == nil, "one page of two ways is good")
      return
    }
    try check(own, mapped)
  }

  private static func check(_ page: IndexPage, _ mapped: IndexPage) throws(FuzzFinding) {
    try require(page.count == mapped.count && page.kind == mapped.kind, "pages of one file differ")
    guard page.kind.countMax == IndexPage.entryCountMax else {
      for i in 0..<page.count {
        try require(page.value(i) == mapped.value(i), "values of one file differ")
      }
      return
    }
    let entries = (0..<page.count).map { page.entry($0) }
    let isSorted = zip(entries, entries.dropFirst()).allSatisfy { $0 <= $1 }
    for (i, entry) in entries.enumerated() {
      try require(entry == mapped.entry(i), "entries of one file differ")
      let found = page.lowerBound(entry)
      try require(found <= page.count, "found behind the end")
      guard isSorted else { continue }
      try require(entries.firstIndex(of: entry) == found, "an entry is not found")
      try require(
        entries.firstIndex { $0.high >= entry.high } == page.lowerBoundOfHigh(entry.high),
        "the first of its kind is not found")
    }
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    func page(_ suffix: String) throws(FuzzFinding) -> [UInt8] {
      let file = try FixtureFiles.last(suffix, of: "compacted")
      return [1] + SparsePages.shorten(Array(file[4096..<8192]))
    }
    return ["entries": try page(".run"), "values": try page(".map")]
  }
}
