/// Fills the pages of a new derived file one after the other, and its first page last.
///
/// Nothing is in the file that decodes before the header page was written. After an error the
/// file is to be dropped.
final class PageWriter {
  /// What is kept before it is written, in pages: 64 KiB.
  private static let bufferedPageCount = 16

  private let file: any File
  private let id: FileID
  private let storeID: StoreID
  private let seed: FrameSeed
  private let buffer = ByteBuffer(capacity: bufferedPageCount * IndexPage.byteCount)
  private var words: [UInt64] = []
  /// Pages encoded so far, the header page among them.
  private(set) var pageCount = 1

  init(_ file: any File, id: FileID, storeID: StoreID) {
    self.file = file
    self.id = id
    self.storeID = storeID
    seed = FrameSeed(storeID: storeID, fileID: id)
    words.reserveCapacity(IndexPage.valueCountMax)
  }

  /// Whether the next entry or value begins a page.
  var isAtPageStart: Bool { words.isEmpty }

  func append(_ entry: IndexEntry, kind: IndexPage.Kind) throws(StoreError) {
    words.append(entry.high)
    words.append(entry.low)
    if words.count == 2 * IndexPage.entryCountMax { try endPage(kind) }
  }

  func append(_ value: UInt64, kind: IndexPage.Kind) throws(StoreError) {
    words.append(value)
    if words.count == IndexPage.valueCountMax { try endPage(kind) }
  }

  /// Ends a page that is not full; nothing when it is empty.
  func endPage(_ kind: IndexPage.Kind) throws(StoreError) {
    guard !words.isEmpty else { return }
    let offset = UInt64(pageCount) * UInt64(IndexPage.byteCount)
    PageEncoder.append(words, kind: kind, seed: seed, fileOffset: offset, to: buffer)
    words.removeAll(keepingCapacity: true)
    pageCount += 1
    if buffer.count == Self.bufferedPageCount * IndexPage.byteCount { try flush() }
  }

  /// Writes what is left, then the header page; answers the file's length.
  func finish(
    kind: FileHeader.Kind, _ encodeHeader: (ByteBuffer, FrameSeed) -> Void
  ) throws(StoreError) -> UInt64 {
    precondition(words.isEmpty, "a page was not ended")
    try flush()
    FileHeader(kind: kind, storeID: storeID, fileID: id).encode(into: buffer)
    encodeHeader(buffer, seed)
    buffer.appendZeros(IndexPage.byteCount - buffer.count)
    defer { extendLifetime(buffer) }
    try unsafe file.writeFully(buffer.bytes, at: 0)
    return UInt64(pageCount) * UInt64(IndexPage.byteCount)
  }

  /// Writes what there is, and asks the system to begin writing it out: a sync of much at once makes
  /// commits wait for the disk.
  private func flush() throws(StoreError) {
    defer { extendLifetime(buffer) }
    let start = UInt64(pageCount) * UInt64(IndexPage.byteCount) - UInt64(buffer.count)
    try unsafe file.writeFully(buffer.bytes, at: start)
    file.beginWriteback(from: start, byteCount: UInt64(buffer.count))
    buffer.removeAll()
  }
}
