/// The 16 bytes at the beginning of a page: checksum, count, kind. Formats/index-page.md
package struct PageHeader: Hashable, Sendable {
  package let kind: IndexPage.Kind
  package let count: Int

  /// The header of a page that is whole and lies where it was written; nil otherwise.
  package init?(verifying page: UnsafeRawBufferPointer, seed: FrameSeed, fileOffset: UInt64) {
    guard page.count == IndexPage.byteCount else { return nil }
    let reader = unsafe ByteReader(page)
    let covered = unsafe UnsafeRawBufferPointer(rebasing: page[4...])
    let checksum = unsafe Checksum.extend(seed.checksum(at: fileOffset), over: covered)
    guard reader.u32(at: 0) == checksum, reader.isZero(at: 7, count: 9),
      let kind = IndexPage.Kind(rawValue: reader.u8(at: 6))
    else { return nil }
    self.kind = kind
    count = Int(reader.u16(at: 4))
    // An empty page is never written.
    guard count >= 1, count <= kind.countMax else { return nil }
  }
}
