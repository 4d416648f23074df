/// Little-endian loads from borrowed bytes: all raw loads of the codecs are here.
///
/// The caller has checked the length of what it decodes; a load outside the bytes is a mistake of
/// the program and traps.
@safe package struct ByteReader {
  private let bytes: UnsafeRawBufferPointer

  package init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = bytes }

  package var count: Int { unsafe bytes.count }

  package func u8(at offset: Int) -> UInt8 {
    check(offset, 1)
    return unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt8.self)
  }

  package func u16(at offset: Int) -> UInt16 {
    check(offset, 2)
    return UInt16(
      littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  package func u32(at offset: Int) -> UInt32 {
    check(offset, 4)
    return UInt32(
      littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  package func u48(at offset: Int) -> UInt64 {
    UInt64(u32(at: offset)) | UInt64(u16(at: offset + 4)) << 32
  }

  package func u64(at offset: Int) -> UInt64 {
    check(offset, 8)
    return UInt64(
      littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// `count` numbers of eight bytes, one after the other.
  package func u64s(at offset: Int, count: Int) -> [UInt64] {
    precondition(count >= 0 && count <= self.count / 8, "load outside the bytes")
    check(offset, count * 8)
    return unsafe [UInt64](unsafeUninitializedCapacity: count) { space, initializedCount in
      let source = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count * 8])
      unsafe UnsafeMutableRawBufferPointer(space).copyMemory(from: source)
      for i in space.indices { unsafe space[i] = UInt64(littleEndian: space[i]) }
      initializedCount = count
    }
  }

  package func array(at offset: Int, count: Int) -> [UInt8] {
    check(offset, count)
    return unsafe [UInt8](bytes[offset..<offset + count])
  }

  /// Whether `count` bytes at `offset` are all zero.
  package func isZero(at offset: Int, count: Int) -> Bool {
    check(offset, count)
    return unsafe bytes[offset..<offset + count].allSatisfy { $0 == 0 }
  }

  /// Whether the bytes at `offset` are those of `other`.
  package func matches(_ other: [UInt8], at offset: Int) -> Bool {
    check(offset, other.count)
    return unsafe bytes[offset..<offset + other.count].elementsEqual(other)
  }

  private func check(_ offset: Int, _ count: Int) {
    unsafe precondition(
      offset >= 0 && count >= 0 && offset <= bytes.count - count, "load outside the bytes")
  }
}
