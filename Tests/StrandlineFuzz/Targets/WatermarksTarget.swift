import Strandline

/// The first byte: 1 makes the checksums and the length right.
enum WatermarksTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    var input = FuzzInput(bytes)
    let repairs = input.byte() & 1 != 0
    var image = Array(input.rest)
    if repairs { ChecksumRepair.repair(&image) }
    guard let header = image.withUnsafeBytes({ try? FileHeader(decoding: $0) }),
      let snapshot = image.withUnsafeBytes({
        try? WatermarksSnapshot(decoding: $0, storeID: header.storeID, fileID: header.fileID)
      })
    else { return }
    let again = snapshot.encode(storeID: header.storeID, fileID: header.fileID).array()
    // Flags that do not forbid reading are not kept.
    try require(again[64...] == image[64...], "a watermarks file becomes another one")
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    try FixtureFiles.seeds(".watermarks", of: ["clean", "islands", "legacy"])
  }
}
