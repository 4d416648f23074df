import Strandline

/// The first byte: 1 makes the checksums right.
enum ManifestTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    var input = FuzzInput(bytes)
    let repairs = input.byte() & 1 != 0
    var image = Array(input.rest)
    if repairs { ChecksumRepair.repair(&image) }
    guard let manifest = image.withUnsafeBytes({ try? ManifestSnapshot(decoding: $0) }) else {
      return
    }
    let again = manifest.encode().array()
    // Flags that do not forbid reading are not kept.
    try require(again[64...] == image[64...], "a manifest becomes another one")
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    try FixtureFiles.seeds(".manifest", of: ["clean", "compacted", "mid-install"])
  }
}
