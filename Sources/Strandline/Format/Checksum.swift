internal import CStrandlineShims

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), by instruction where the processor has
/// one, portable otherwise.
///
/// A checksum continues from an earlier one: `0` begins.
package enum Checksum {
  /// Continues `checksum` over `bytes`.
  package static func extend(_ checksum: UInt32, over bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard strandline_crc32c_is_accelerated() != 0 else {
      return unsafe extendPortably(checksum, over: bytes)
    }
    return unsafe strandline_crc32c_accelerated(checksum, bytes.baseAddress, bytes.count)
  }

  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    unsafe extend(0, over: bytes)
  }

  package static func of(_ bytes: [UInt8]) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe of($0) }
  }

  /// Continues `checksum` over the eight little-endian bytes of `value`.
  package static func extend(_ checksum: UInt32, overInteger value: UInt64) -> UInt32 {
    var bytes = value.littleEndian
    return unsafe withUnsafeBytes(of: &bytes) { unsafe extend(checksum, over: $0) }
  }

  /// The same function from a table of 256 entries, a byte at a time.
  package static func extendPortably(
    _ checksum: UInt32, over bytes: UnsafeRawBufferPointer
  ) -> UInt32 {
    var register = ~checksum
    let reader = unsafe ByteReader(bytes)
    for offset in 0..<reader.count {
      let byte = reader.u8(at: offset)
      register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8)
    }
    return ~register
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1
    }
  }
}
