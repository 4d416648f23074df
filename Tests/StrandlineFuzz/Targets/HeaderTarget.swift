import Strandline

/// The headers of files, and their names.
///
/// The first byte: 1 makes the checksums right.
enum HeaderTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    var input = FuzzInput(bytes)
    let repairs = input.byte() & 1 != 0
    var image = Array(input.rest)
    if repairs { ChecksumRepair.repair(&image) }
    try name(Array(input.rest))
    guard let header = image.withUnsafeBytes({ try? FileHeader(decoding: $0) }) else { return }
    let again = ByteBuffer(capacity: FileHeader.byteCount)
    header.encode(into: again)
    try require(image.starts(with: again.array()), "a file header becomes another one")
    guard image.count >= 128 else { return }
    try segmentHeader(image, FrameSeed(storeID: header.storeID, fileID: header.fileID))
  }

  static func segmentHeader(_ image: [UInt8], _ seed: FrameSeed) throws(FuzzFinding) {
    let part = Array(image[64..<128])
    guard let header = part.withUnsafeBytes({ try? SegmentHeader(decoding: $0, seed: seed) })
    else { return }
    let again = ByteBuffer(capacity: SegmentHeader.byteCount)
    header.encode(into: again, seed: seed)
    try require(again.array() == part, "a segment header becomes another one")
  }

  private static func name(_ bytes: [UInt8]) throws(FuzzFinding) {
    let text = String(decoding: bytes.prefix(32), as: UTF8.self)
    guard let name = FileName(text) else { return }
    try require(name.text == text, "two texts name one file")
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    var seeds: [String: [UInt8]] = [:]
    for store in ["clean", "compacted"] {
      seeds[store] = [1] + (try FixtureFiles.last(".segment", of: store).prefix(128))
    }
    seeds["name"] = [0] + Array("0000002a.watermarks".utf8)
    return seeds
  }
}
