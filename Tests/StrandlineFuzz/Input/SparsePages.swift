import Strandline

/// Pages that are mostly zero, written short: how many there are, then pieces with their places.
///
/// A piece is its offset in eights (2 bytes), its length in eights less one (1), and its bytes.
enum SparsePages {
  static let pageCountMax = 8

  static func expand(_ input: inout FuzzInput) -> [UInt8] {
    let pageCount = 1 + Int(input.byte()) % pageCountMax
    var bytes = [UInt8](repeating: 0, count: pageCount * IndexPage.byteCount)
    while !input.isAtEnd {
      let offset = input.u16() * 8 % bytes.count
      let count = (Int(input.byte()) + 1) * 8
      let piece = input.bytes(min(count, bytes.count - offset))
      bytes.replaceSubrange(offset..<offset + piece.count, with: piece)
    }
    return bytes
  }

  static func shorten(_ bytes: [UInt8]) -> [UInt8] {
    var short = [UInt8(bytes.count / IndexPage.byteCount - 1)]
    var offset = 0
    func isZero(_ offset: Int) -> Bool { bytes[offset..<offset + 8].allSatisfy { $0 == 0 } }
    while offset < bytes.count {
      guard !isZero(offset) else {
        offset += 8
        continue
      }
      var end = offset
      while end < bytes.count, !isZero(end), end - offset < 256 * 8 { end += 8 }
      short += [UInt8(offset / 8 & 0xFF), UInt8(offset >> 11), UInt8((end - offset) / 8 - 1)]
      short += bytes[offset..<end]
      offset = end
    }
    return short
  }
}
