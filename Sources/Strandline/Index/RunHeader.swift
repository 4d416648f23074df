/// What the entries of a run say. Formats/run.md
package enum RunFamily: UInt8, Sendable, CaseIterable {
  /// Which revision a name has.
  case key = 1
  /// The members of a room.
  case room = 2
  /// The members of a sender.
  case sender = 3
  /// Where a revision lies that has moved: the revision, then its raw place.
  case places = 4

  /// The kind of the run's entry pages.
  package var pageKind: IndexPage.Kind {
    switch self {
    case .key: .keyEntries
    case .room: .roomEntries
    case .sender: .senderEntries
    case .places: .placeEntries
    }
  }
}

/// The 64 bytes behind the file header of a run. Formats/run.md
package struct RunHeader: Hashable, Sendable {
  package static let byteCount = 64

  package var family: RunFamily
  package var entryCount: UInt64
  package var entryPageCount: UInt32
  package var fencePageCount: UInt32
  /// The `high` of the first entry and of the last; zero in an empty run.
  package var firstHigh: UInt64
  package var lastHigh: UInt64

  /// The header of a run with these entries; the page counts follow from their number.
  package init(family: RunFamily, entryCount: UInt64, firstHigh: UInt64, lastHigh: UInt64) {
    self.family = family
    self.entryCount = entryCount
    self.firstHigh = firstHigh
    self.lastHigh = lastHigh
    let pages = Self.pageCount(entryCount, IndexPage.entryCountMax)
    entryPageCount = UInt32(pages)
    fencePageCount = UInt32(Self.pageCount(pages, IndexPage.valueCountMax))
  }

  /// Pages in the file, the header page among them.
  package var pageCount: UInt64 { 1 + UInt64(entryPageCount) + UInt64(fencePageCount) }

  package func encode(into buffer: ByteBuffer, seed: FrameSeed) {
    let start = buffer.appendZeros(Self.byteCount)
    buffer.store(family.rawValue, at: start)
    buffer.store(entryCount, at: start + 8)
    buffer.store(entryPageCount, at: start + 16)
    buffer.store(fencePageCount, at: start + 20)
    buffer.store(firstHigh, at: start + 24)
    buffer.store(lastHigh, at: start + 32)
    let covered = unsafe buffer.slice(start..<start + 60)
    buffer.store(unsafe Checksum.extend(seed.checksum(at: 64), over: covered), at: start + 60)
  }

  package init(decoding bytes: UnsafeRawBufferPointer, seed: FrameSeed) throws(FormatError) {
    guard bytes.count >= Self.byteCount else { throw .tooShort }
    let reader = unsafe ByteReader(bytes)
    let covered = unsafe UnsafeRawBufferPointer(rebasing: bytes[0..<60])
    let checksum = unsafe Checksum.extend(seed.checksum(at: 64), over: covered)
    guard reader.u32(at: 60) == checksum else { throw .badChecksum }
    guard let family = RunFamily(rawValue: reader.u8(at: 0)) else { throw .badField("family") }
    guard reader.isZero(at: 1, count: 7), reader.isZero(at: 40, count: 20) else {
      throw .badField("reserved")
    }
    let entryCount = reader.u64(at: 8)
    guard entryCount < 1 << 39 else { throw .badField("entry count") }
    self.init(
      family: family, entryCount: entryCount, firstHigh: reader.u64(at: 24),
      lastHigh: reader.u64(at: 32))
    guard entryPageCount == reader.u32(at: 16), fencePageCount == reader.u32(at: 20) else {
      throw .badField("page count")
    }
    guard firstHigh <= lastHigh else { throw .badField("first high") }
  }

  private static func pageCount(_ count: UInt64, _ perPage: Int) -> UInt64 {
    (count + UInt64(perPage) - 1) / UInt64(perPage)
  }
}
