/// Encodes one page: pure, the counterpart of `PageHeader` and `IndexPage`. Formats/index-page.md
package enum PageEncoder {
  /// Appends a page with `words` behind its header: two for an entry, high first, one for a value.
  package static func append(
    _ words: [UInt64], kind: IndexPage.Kind, seed: FrameSeed, fileOffset: UInt64,
    to buffer: ByteBuffer
  ) {
    let wordCount = wordCount(kind)
    precondition(
      !words.isEmpty && words.count % wordCount == 0
        && words.count <= kind.countMax * wordCount, "a page that cannot be")
    let start = buffer.appendZeros(IndexPage.byteCount)
    buffer.store(UInt16(words.count / wordCount), at: start + 4)
    buffer.store(kind.rawValue, at: start + 6)
    var offset = start + IndexPage.headerByteCount
    for word in words {
      buffer.store(word, at: offset)
      offset += 8
    }
    let covered = unsafe buffer.slice(start + 4..<start + IndexPage.byteCount)
    let checksum = unsafe Checksum.extend(seed.checksum(at: fileOffset), over: covered)
    buffer.store(checksum, at: start)
  }

  /// Words of eight bytes that one entry or value of the kind takes.
  static func wordCount(_ kind: IndexPage.Kind) -> Int {
    kind.countMax == IndexPage.entryCountMax ? 2 : 1
  }
}
