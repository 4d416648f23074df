import Strandline
import Testing

@Suite("Checksums and hashes")
struct ChecksumTests {
  /// RFC 3720, B.4, and the check value of the CRC catalogue.
  @Test(
    "CRC-32C of published vectors, by instruction and portable",
    arguments: [
      (Array("123456789".utf8), 0xE306_9283),
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      ([UInt8](0..<32), 0x46DD_794E),
      ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
    ] as [([UInt8], UInt32)])
  func vectors(_ bytes: [UInt8], _ expected: UInt32) {
    #expect(Checksum.of(bytes) == expected)
    #expect(bytes.withUnsafeBytes { Checksum.extendPortably(0, over: $0) } == expected)
  }

  @Test("by instruction and portable agree on every length and from every beginning")
  func agreement() {
    let bytes = (0..<7000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 5) }
    bytes.withUnsafeBytes { all in
      for length in [Array(0...1200), Array(stride(from: 1201, through: 6900, by: 41))].joined() {
        let slice = UnsafeRawBufferPointer(rebasing: all[length % 9..<length % 9 + length])
        #expect(Checksum.extend(77, over: slice) == Checksum.extendPortably(77, over: slice))
      }
    }
  }

  @Test("a checksum continued over two parts is that of the whole")
  func continuation() {
    let bytes = (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    bytes.withUnsafeBytes { all in
      let whole = Checksum.of(all)
      for split in stride(from: 0, through: 4000, by: 37) {
        let first = Checksum.of(UnsafeRawBufferPointer(rebasing: all[..<split]))
        let both = Checksum.extend(first, over: UnsafeRawBufferPointer(rebasing: all[split...]))
        #expect(both == whole)
      }
    }
  }

  /// From the reference implementation's table: key 00…0f, input 00, 01, 02, … of the length.
  @Test(
    "SipHash-2-4 of published vectors",
    arguments: [
      (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (7, 0xab02_00f5_8b01_d137),
      (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5), (63, 0x958a_324c_eb06_4572),
    ] as [(Int, UInt64)])
  func sipHash(_ length: Int, _ expected: UInt64) {
    let hash = SipHash(key0: 0x0706_0504_0302_0100, key1: 0x0f0e_0d0c_0b0a_0908)
    let input = (0..<length).map { UInt8($0) }
    #expect(input.withUnsafeBytes { hash.hash($0) } == expected)
  }

  @Test("SipHash-2-4 of four bytes and what follows them is that of all of it", arguments: 0...40)
  func prefixed(_ length: Int) {
    let hash = SipHash(key0: 3, key1: .max)
    let input = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 91 &+ 7) }
    let whole = [0x0D, 0x0C, 0x0B, 0xFA] + input
    let apart = input.withUnsafeBytes { hash.hash(prefix: 0xFA0B_0C0D, $0) }
    #expect(apart == whole.withUnsafeBytes { hash.hash($0) })
  }
}
