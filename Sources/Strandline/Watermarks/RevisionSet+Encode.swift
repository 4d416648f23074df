/// How the members of one chunk are written: always in the first form that can hold them.
package enum ChunkForm: UInt8, Sendable {
  /// Every revision of the chunk; no body.
  case full = 0
  /// Closed ranges, at most `rangeCountMax`.
  case ranges = 1
  /// 65,536 bits.
  case bitmap = 2

  package static let setHeaderByteCount = 8
  package static let headerByteCount = 8
  package static let rangeByteCount = 4
  package static let rangeCountMax = 256
  package static let bitmapByteCount = RevisionSet.wordsPerChunk * 8
}

// Writing a set.
extension RevisionSet {
  /// Appends the set: how many chunks have members, then those.
  func append(to buffer: ByteBuffer) {
    let start = buffer.appendZeros(ChunkForm.setHeaderByteCount)
    var written: UInt32 = 0
    for (index, words) in chunks.enumerated() where !words.isEmpty {
      let header = buffer.appendZeros(ChunkForm.headerByteCount)
      buffer.store(UInt32(index), at: header)
      written += 1
      if populations[index] == Int(Self.chunkBitCount) {
        buffer.store(ChunkForm.full.rawValue, at: header + 4)
        continue
      }
      let count = Self.rangeCount(words)
      guard count <= ChunkForm.rangeCountMax else {
        buffer.store(ChunkForm.bitmap.rawValue, at: header + 4)
        let body = buffer.appendZeros(ChunkForm.bitmapByteCount)
        for (word, bits) in words.enumerated() { buffer.store(bits, at: body + word * 8) }
        continue
      }
      buffer.store(ChunkForm.ranges.rawValue, at: header + 4)
      buffer.store(UInt16(count), at: header + 6)
      Self.appendRanges(words, count: count, to: buffer)
      buffer.alignToEight()
    }
    buffer.store(written, at: start)
  }

  /// How many ranges the bits of a chunk form.
  static func rangeCount(_ words: [UInt64]) -> Int {
    var count = 0
    var carry: UInt64 = 0
    for word in words {
      count += (word & ~(word << 1 | carry)).nonzeroBitCount
      carry = word >> 63
    }
    return count
  }

  private static func appendRanges(_ words: [UInt64], count: Int, to buffer: ByteBuffer) {
    let start = buffer.appendZeros(count * ChunkForm.rangeByteCount)
    var firsts = start
    var lasts = start + 2
    for (index, word) in words.enumerated() {
      let before = index > 0 ? words[index - 1] >> 63 : 0
      let behind = index + 1 < words.count ? words[index + 1] << 63 : 0
      var begins = word & ~(word << 1 | before)
      while begins != 0 {
        buffer.store(UInt16(index * 64 + begins.trailingZeroBitCount), at: firsts)
        firsts += ChunkForm.rangeByteCount
        begins &= begins - 1
      }
      var ends = word & ~(word >> 1 | behind)
      while ends != 0 {
        buffer.store(UInt16(index * 64 + ends.trailingZeroBitCount), at: lasts)
        lasts += ChunkForm.rangeByteCount
        ends &= ends - 1
      }
    }
  }
}
