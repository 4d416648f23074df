// Reading a set.
extension SectionCursor {
  /// The next set, whose members are below `end` and which takes at most `bitmapMax` bitmaps.
  mutating func set(below end: UInt64, bitmapMax: Int) throws(FormatError) -> RevisionSet {
    let start = try take(ChunkForm.setHeaderByteCount)
    guard reader.isZero(at: start + 4, count: 4) else { throw .badField("reserved") }
    var set = RevisionSet()
    var nextChunk: UInt64 = 0
    for _ in 0..<reader.u32(at: start) {
      let header = try take(ChunkForm.headerByteCount)
      let index = UInt64(reader.u32(at: header))
      // Before the table is made to reach there.
      guard index >= nextChunk, index <= (end - 1) / RevisionSet.chunkBitCount else {
        throw .badField("chunk index")
      }
      nextChunk = index + 1
      guard let form = ChunkForm(rawValue: reader.u8(at: header + 4)),
        reader.u8(at: header + 5) == 0
      else { throw .badField("chunk form") }
      let count = Int(reader.u16(at: header + 6))
      guard form == .ranges || count == 0 else { throw .badField("range count") }
      switch form {
      case .full:
        set.fillChunk(Int(index))
        continue
      case .ranges: set.setChunk(Int(index), to: try ranges(count: count))
      case .bitmap: set.setChunk(Int(index), to: try bitmap())
      }
      guard set.bitmapCount <= bitmapMax else { throw .badField("bitmaps") }
    }
    guard set.last.map({ $0 < end }) ?? true, !set.contains(0) else {
      throw .badField("revision")
    }
    return set
  }

  private mutating func ranges(count: Int) throws(FormatError) -> [UInt64] {
    guard (1...ChunkForm.rangeCountMax).contains(count) else { throw .badField("range count") }
    let start = try take(count, of: ChunkForm.rangeByteCount)
    try alignToEight()
    var words = [UInt64](repeating: 0, count: RevisionSet.wordsPerChunk)
    var lowest = 0
    for index in 0..<count {
      let first = Int(reader.u16(at: start + index * ChunkForm.rangeByteCount))
      let last = Int(reader.u16(at: start + index * ChunkForm.rangeByteCount + 2))
      guard first >= lowest, last >= first, last - first < RevisionSet.chunkBitCount - 1 else {
        throw .badField("range")
      }
      for word in first / 64...last / 64 {
        var bits = ~UInt64(0)
        if word == first / 64 { bits &= ~0 << UInt64(first % 64) }
        if word == last / 64 { bits &= ~0 >> UInt64(63 - last % 64) }
        words[word] |= bits
      }
      // Neighbours would have been one range.
      lowest = last + 2
    }
    return words
  }

  private mutating func bitmap() throws(FormatError) -> [UInt64] {
    let start = try take(ChunkForm.bitmapByteCount)
    let words = reader.u64s(at: start, count: RevisionSet.wordsPerChunk)
    guard RevisionSet.rangeCount(words) > ChunkForm.rangeCountMax else {
      throw .badField("bitmap")
    }
    return words
  }
}
