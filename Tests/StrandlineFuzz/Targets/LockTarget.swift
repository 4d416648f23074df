import Strandline

/// The first byte: 1 makes the checksum right.
enum LockTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    var input = FuzzInput(bytes)
    let repairs = input.byte() & 1 != 0
    var image = Array(input.rest)
    if repairs { ChecksumRepair.repair(&image) }
    guard let note = image.withUnsafeBytes({ try? LockNote(decoding: $0) }) else { return }
    let again = note.encode().array()
    let reread = again.withUnsafeBytes { try? LockNote(decoding: $0) }
    try require(reread == note, "a note becomes another one")
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    try FixtureFiles.seeds("LOCK", of: ["clean"])
  }
}
