/// The 64 bytes behind the file header of a map. Formats/map.md
package struct MapHeader: Hashable, Sendable {
  package static let byteCount = 64
  /// The most revisions a map covers.
  package static let revisionCountMax: UInt64 = 1 << 20

  /// The first revision it covers.
  package var first: UInt64
  /// Revisions it covers, one after the other.
  package var count: UInt64

  package init(first: UInt64, count: UInt64) {
    self.first = first
    self.count = count
  }

  /// Pages of places.
  package var valuePageCount: UInt64 {
    let perPage = UInt64(IndexPage.valueCountMax)
    return (count + perPage - 1) / perPage
  }

  /// Pages in the file, the header page among them.
  package var pageCount: UInt64 { 1 + valuePageCount }

  package func encode(into buffer: ByteBuffer, seed: FrameSeed) {
    let start = buffer.appendZeros(Self.byteCount)
    buffer.store(first, at: start)
    buffer.store(count, at: start + 8)
    buffer.store(UInt32(valuePageCount), at: start + 16)
    let covered = unsafe buffer.slice(start..<start + 60)
    buffer.store(unsafe Checksum.extend(seed.checksum(at: 64), over: covered), at: start + 60)
  }

  package init(decoding bytes: UnsafeRawBufferPointer, seed: FrameSeed) throws(FormatError) {
    guard bytes.count >= Self.byteCount else { throw .tooShort }
    let reader = unsafe ByteReader(bytes)
    let covered = unsafe UnsafeRawBufferPointer(rebasing: bytes[0..<60])
    let checksum = unsafe Checksum.extend(seed.checksum(at: 64), over: covered)
    guard reader.u32(at: 60) == checksum else { throw .badChecksum }
    guard reader.isZero(at: 20, count: 40) else { throw .badField("reserved") }
    first = reader.u64(at: 0)
    count = reader.u64(at: 8)
    guard count <= Self.revisionCountMax, first <= .max - count else { throw .badField("count") }
    guard valuePageCount == reader.u32(at: 16) else { throw .badField("page count") }
  }
}
