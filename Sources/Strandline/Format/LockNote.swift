/// What a writer leaves in `LOCK`: who it is, and in which boot.
/// Formats/lock.md
///
/// The note needs no sync of its own: what it says only matters to a process of the same boot, which
/// sees the same page cache.
package struct LockNote: Hashable, Sendable {
  package static let byteCount = 48
  package static let magic: [UInt8] = [0x89, 0x53, 0x54, 0x4C, 0x0D, 0x0A, 0x1A, 0x0A]

  package var processID: Int32
  /// 16 bytes; nil when the system names no boot.
  package var bootIdentity: [UInt8]?

  package init(processID: Int32, bootIdentity: [UInt8]?) {
    self.processID = processID
    self.bootIdentity = bootIdentity?.count == 16 ? bootIdentity : nil
  }

  package func encode() -> ByteBuffer {
    let buffer = ByteBuffer(capacity: Self.byteCount)
    defer { extendLifetime(buffer) }
    buffer.appendZeros(Self.byteCount)
    buffer.store(Self.magic, at: 0)
    buffer.store(UInt32(bitPattern: processID), at: 8)
    buffer.store(UInt8(bootIdentity == nil ? 0 : 1), at: 13)
    buffer.store(bootIdentity ?? [], at: 16)
    unsafe buffer.store(Checksum.of(unsafe buffer.slice(0..<40)), at: 40)
    return buffer
  }

  package init(decoding bytes: UnsafeRawBufferPointer) throws(FormatError) {
    guard bytes.count >= Self.byteCount else { throw .tooShort }
    let reader = unsafe ByteReader(bytes)
    guard reader.matches(Self.magic, at: 0) else { throw .badMagic }
    let checksum = unsafe Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[0..<40]))
    guard reader.u32(at: 40) == checksum else { throw .badChecksum }
    processID = Int32(bitPattern: reader.u32(at: 8))
    bootIdentity = reader.u8(at: 13) == 1 ? reader.array(at: 16, count: 16) : nil
  }
}
