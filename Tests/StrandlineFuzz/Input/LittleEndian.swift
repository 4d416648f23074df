import Strandline

// Fields of a file image, as the formats have them.
extension [UInt8] {
  func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number {
    withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
  }

  mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
    precondition(offset >= 0 && offset + value.bitWidth / 8 <= count, "a field outside the file")
    withUnsafeMutableBytes {
      $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
    }
  }

  /// CRC-32C of a part, continued from another.
  func checksum(_ range: Range<Int>, from start: UInt32 = 0) -> UInt32 {
    withUnsafeBytes { Checksum.extend(start, over: UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
