/// A verified page of a derived file: a few sorted entries, or values. Formats/index-page.md
///
/// It owns its bytes, or keeps what they lie in alive. Never changed, so threads may share it.
@safe package final class IndexPage: Sendable {
  /// What a page holds.
  package enum Kind: UInt8, Sendable, CaseIterable {
    case keyEntries = 1
    case roomEntries = 2
    case senderEntries = 3
    case placeEntries = 4
    case fences = 5
    case places = 6

    /// The most entries or values a page of the kind has.
    package var countMax: Int {
      switch self {
      case .keyEntries, .roomEntries, .senderEntries, .placeEntries: IndexPage.entryCountMax
      case .fences, .places: IndexPage.valueCountMax
      }
    }
  }

  package static let byteCount = 4096
  package static let headerByteCount = 16
  package static let entryByteCount = 16
  package static let valueByteCount = 8
  package static let entryCountMax = (byteCount - headerByteCount) / entryByteCount
  package static let valueCountMax = (byteCount - headerByteCount) / valueByteCount

  package let count: Int
  package let kind: Kind
  private let address: UInt
  /// What the bytes lie in; nil: they are the page's own.
  private let block: FileMapping?

  private init(_ header: PageHeader, address: UInt, in block: FileMapping?) {
    count = header.count
    kind = header.kind
    self.address = address
    self.block = block
  }

  deinit {
    if block == nil { unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }

  /// The page at `start` of a block, which it keeps alive; nil when damaged or not whole.
  package static func decode(
    _ block: FileMapping, at start: Int, seed: FrameSeed, fileOffset: UInt64
  ) -> IndexPage? {
    defer { extendLifetime(block) }
    let bytes = unsafe block.bytes
    guard start >= 0, start <= bytes.count - byteCount else { return nil }
    let page = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<start + byteCount])
    guard let header = unsafe PageHeader(verifying: page, seed: seed, fileOffset: fileOffset)
    else { return nil }
    let address = UInt(bitPattern: page.baseAddress)
    return IndexPage(header, address: address, in: block)
  }

  /// A page of its own with the bytes that `fill` reads; nil when damaged or not whole.
  package static func read(
    seed: FrameSeed, fileOffset: UInt64,
    _ fill: (UnsafeMutableRawBufferPointer) throws(StoreError) -> Int
  ) throws(StoreError) -> IndexPage? {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    var isTaken = false
    defer { if !isTaken { unsafe space.deallocate() } }
    guard try unsafe fill(space) == byteCount,
      let header = unsafe PageHeader(
        verifying: UnsafeRawBufferPointer(space), seed: seed, fileOffset: fileOffset)
    else { return nil }
    isTaken = true
    return IndexPage(header, address: UInt(bitPattern: space.baseAddress), in: nil)
  }

  /// Entry `i` of a page of entries.
  package func entry(_ i: Int) -> IndexEntry {
    precondition(i >= 0 && i < count && kind.countMax == Self.entryCountMax, "no such entry")
    defer { extendLifetime(self) }
    let offset = Self.headerByteCount + i * Self.entryByteCount
    let reader = reader
    return IndexEntry(high: reader.u64(at: offset), low: reader.u64(at: offset + 8))
  }

  /// Value `i` of a page of values.
  package func value(_ i: Int) -> UInt64 {
    precondition(i >= 0 && i < count && kind.countMax == Self.valueCountMax, "no such value")
    defer { extendLifetime(self) }
    return reader.u64(at: Self.headerByteCount + i * Self.valueByteCount)
  }

  /// All values of a page of values.
  package var values: [UInt64] {
    precondition(kind.countMax == Self.valueCountMax, "not a page of values")
    defer { extendLifetime(self) }
    return reader.u64s(at: Self.headerByteCount, count: count)
  }

  private var reader: ByteReader {
    unsafe ByteReader(
      UnsafeRawBufferPointer(
        start: UnsafeRawPointer(bitPattern: address), count: Self.byteCount))
  }
}
