/// A file that closes with the last of those who read it.
private final class PageHandle: Sendable {
  let file: any File

  init(_ file: any File) { self.file = file }

  deinit { file.close() }
}

/// An open derived file: pages of 4 KiB, written once, checked whenever they are read.
///
/// Shared by views; the handle closes with the last of them.
package final class PageFile: Sendable {
  /// The most pages that are read at once: 256 KiB.
  package static let pageCountPerReadMax = 64

  package let id: FileID
  package let kind: FileHeader.Kind
  package let name: String
  package let byteCount: UInt64
  private let handle: PageHandle
  private let storeID: StoreID
  private let seed: FrameSeed
  private let cache: PageCache
  private let mapping: FileMapping?

  /// Takes over an open file, also when this throws.
  package init(
    _ file: any File, id: FileID, kind: FileHeader.Kind, storeID: StoreID, cache: PageCache,
    mapping: FileMapping?
  ) throws(StoreError) {
    handle = PageHandle(file)
    byteCount = try file.size()
    self.id = id
    self.kind = kind
    self.storeID = storeID
    self.cache = cache
    self.mapping = mapping
    name = FileName(id: id, kind: kind).text
    seed = FrameSeed(storeID: storeID, fileID: id)
  }

  /// The same file, read in another way.
  package init(_ other: PageFile, cache: PageCache, mapping: FileMapping?) {
    handle = other.handle
    byteCount = other.byteCount
    id = other.id
    kind = other.kind
    storeID = other.storeID
    name = other.name
    seed = other.seed
    self.cache = cache
    self.mapping = mapping
  }

  deinit { cache.remove(id) }

  var file: any File { handle.file }
  package var isMapped: Bool { mapping != nil }

  /// Whole pages in the file, the header page among them.
  package var pageCount: Int { Int(byteCount / UInt64(IndexPage.byteCount)) }

  /// A page, from the cache if it is there.
  /// - Throws: `.corrupt` with `isIndexDamage`, or `.io`.
  package func page(_ index: Int) throws(StoreError) -> IndexPage {
    if let page = cache.get(id, index) { return page }
    let page =
      if let mapping { try mapped(index, mapping) } else { try pageUncached(index) }
    cache.put(id, index, page)
    return page
  }

  /// A page as it is in the file: never from the cache nor through a mapping.
  /// - Throws: `.corrupt` with `isIndexDamage`, or `.io`.
  package func pageUncached(_ index: Int) throws(StoreError) -> IndexPage {
    let offset = offset(of: index)
    let page = try unsafe IndexPage.read(seed: seed, fileOffset: offset) {
      space throws(StoreError) in
      try unsafe file.readFully(into: space, at: offset)
    }
    guard let page else { throw damage(index) }
    return page
  }

  /// `count` pages, at most `pageCountPerReadMax`, by one read past the cache, all checked.
  /// - Throws: `.corrupt` with `isIndexDamage`, or `.io`.
  package func pages(from first: Int, count: Int) throws(StoreError) -> [IndexPage] {
    precondition(count >= 0 && count <= Self.pageCountPerReadMax, "too many pages at once")
    guard count > 0 else { return [] }
    let start = offset(of: first)
    let block = try unsafe FileMapping(upTo: count * IndexPage.byteCount) {
      space throws(StoreError) in
      try unsafe file.readFully(into: space, at: start)
    }
    var pages: [IndexPage] = []
    pages.reserveCapacity(count)
    for position in 0..<count {
      let page = IndexPage.decode(
        block, at: position * IndexPage.byteCount, seed: seed,
        fileOffset: offset(of: first + position))
      guard let page else { throw damage(first + position) }
      pages.append(page)
    }
    return pages
  }

  /// The error that a page is damaged.
  package func damage(_ index: Int) -> StoreError {
    var error = StoreError(
      .corrupt, "a page of an index file is damaged; the index can be built anew from the log",
      path: name, offset: offset(of: index))
    error.isIndexDamage = true
    return error
  }

  /// Whether the first page is the file's header, `check` agrees with the 64 bytes behind it, and
  /// zeros follow.
  func checkHeader(
    _ check: (UnsafeRawBufferPointer, FrameSeed) -> Bool
  ) throws(StoreError) -> Bool {
    let page = try file.contents(byteCountMax: UInt64(IndexPage.byteCount))
    defer { extendLifetime(page) }
    guard page.count == IndexPage.byteCount else { return false }
    let bytes = unsafe page.bytes
    guard let header = try? unsafe FileHeader(decoding: bytes), header.kind == kind,
      header.fileID == id, header.storeID == storeID
    else { return false }
    let headerEnd = 2 * FileHeader.byteCount
    let rest = unsafe ByteReader(bytes)
    guard rest.isZero(at: headerEnd, count: IndexPage.byteCount - headerEnd) else { return false }
    return unsafe check(
      UnsafeRawBufferPointer(rebasing: bytes[FileHeader.byteCount..<headerEnd]), seed)
  }

  private func mapped(_ index: Int, _ mapping: FileMapping) throws(StoreError) -> IndexPage {
    let offset = offset(of: index)
    guard unsafe offset < mapping.bytes.count else { return try pageUncached(index) }
    let page = IndexPage.decode(mapping, at: Int(offset), seed: seed, fileOffset: offset)
    guard let page else { throw damage(index) }
    return page
  }

  private func offset(of index: Int) -> UInt64 {
    precondition(index >= 0, "a page before the first")
    return UInt64(index) * UInt64(IndexPage.byteCount)
  }
}
