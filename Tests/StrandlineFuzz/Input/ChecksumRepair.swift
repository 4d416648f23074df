import Strandline

/// Makes the checksums of a file image right again, and the counts and lengths they stand beside,
/// so that a decoder looks at the rest.
enum ChecksumRepair {
  static func repair(_ bytes: inout [UInt8]) {
    if bytes.starts(with: LockNote.magic) {
      if bytes.count >= LockNote.byteCount { bytes.put(bytes.checksum(0..<40), at: 40) }
      return
    }
    guard bytes.count >= FileHeader.byteCount else { return }
    bytes.put(bytes.checksum(0..<60), at: 60)
    guard let seed = seed(of: bytes),
      let kind = FileHeader.Kind(rawValue: bytes.number(UInt16.self, at: 8))
    else { return }
    switch kind {
    case .segment:
      header(&bytes, seed)
      FrameRepair.repair(&bytes, seed)
    case .map, .run:
      header(&bytes, seed)
      pages(&bytes, seed)
    case .watermarks: watermarks(&bytes, seed)
    case .manifest: manifest(&bytes, seed)
    }
  }

  /// The seed of a file that says of which store it is and which one there.
  static func seed(of bytes: [UInt8]) -> FrameSeed? {
    guard bytes.count >= FileHeader.byteCount,
      let file = FileID(exactly: bytes.number(UInt32.self, at: 12))
    else { return nil }
    let store = StoreID(
      high: bytes.number(UInt64.self, at: 16), low: bytes.number(UInt64.self, at: 24))
    return FrameSeed(storeID: store, fileID: file)
  }

  /// The header of the kind, behind that of the file.
  private static func header(_ bytes: inout [UInt8], _ seed: FrameSeed) {
    guard bytes.count >= 128 else { return }
    bytes.put(bytes.checksum(64..<124, from: seed.checksum(at: 64)), at: 124)
  }

  private static func pages(_ bytes: inout [UInt8], _ seed: FrameSeed) {
    for start in stride(from: IndexPage.byteCount, to: bytes.count, by: IndexPage.byteCount)
    where start + IndexPage.byteCount <= bytes.count {
      page(&bytes, at: start, seed, fileOffset: UInt64(start))
    }
  }

  static func page(
    _ bytes: inout [UInt8], at start: Int, _ seed: FrameSeed, fileOffset: UInt64
  ) {
    let covered = start + 4..<start + IndexPage.byteCount
    bytes.put(bytes.checksum(covered, from: seed.checksum(at: fileOffset)), at: start)
  }

  private static func watermarks(_ bytes: inout [UInt8], _ seed: FrameSeed) {
    guard bytes.count >= 64 + WatermarksSnapshot.headerByteCount + 8 else { return }
    bytes.put(UInt64(bytes.count), at: 64 + 24)
    trailer(&bytes, seed)
  }

  private static func manifest(_ bytes: inout [UInt8], _ seed: FrameSeed) {
    let start = FileHeader.byteCount + ManifestSnapshot.bodyByteCount
    guard bytes.count >= start + 8 else { return }
    let count = (bytes.count - start - 8) / ManifestSnapshot.Entry.byteCount
    bytes.put(UInt32(count), at: 64 + 56)
    trailer(&bytes, seed)
  }

  private static func trailer(_ bytes: inout [UInt8], _ seed: FrameSeed) {
    let end = bytes.count - 8
    bytes.put(bytes.checksum(64..<end, from: seed.checksum(at: 64)), at: end)
  }
}
