import Strandline
import StrandlineTestSupport
import Testing

@Suite("Bad input: formats of the future")
struct VersionTests {
  enum Change: CaseIterable {
    case version, incompatible, readOnlyCompatible, compatible
  }

  /// The bytes of a file with another header, whose checksum is right.
  static func changed(_ bytes: [UInt8], _ change: Change) -> [UInt8] {
    var bytes = bytes
    switch change {
    case .version: bytes[10] = 2
    case .incompatible: bytes[33] = 1
    case .readOnlyCompatible: bytes[36] = 1
    case .compatible: bytes[43] = 0x80
    }
    let checksum = Checksum.of(Array(bytes[..<60]))
    for place in 0..<4 {
      bytes[60 + place] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(place)))
    }
    return bytes
  }

  /// A closed store of two segments with a changed header in each file that ends in `suffix`.
  static func store(_ change: Change, suffix: String) throws -> World {
    let world = try World(segmentByteCountMax: 4096)
    try world.store.save([session(1, byteCount: 5000)])
    try world.store.save([session(2)])
    try world.store.close()
    world.end()
    #expect(world.files(suffix).count >= 2)
    for path in world.files(suffix) {
      let bytes = try #require(world.disk.contents(of: path))
      world.disk.setContents(of: path, to: changed(bytes, change))
    }
    return world
  }

  @Test(
    "a later version or an unknown incompatible flag is unsupportedVersion, and nothing is written",
    arguments: [Change.version, .incompatible], [".manifest", ".segment"])
  func unsupported(change: Change, suffix: String) throws {
    let world = try Self.store(change, suffix: suffix)
    let before = world.files().map { world.disk.contents(of: $0) }
    #expect(errorCode { try world.start() } == .unsupportedVersion)
    #expect(errorCode { _ = try world.reader() } == .unsupportedVersion)
    #expect(world.files().map { world.disk.contents(of: $0) } == before)
  }

  @Test(
    "an unknown flag that only forbids writing: a reader may, a writer may not",
    arguments: [".manifest", ".segment"])
  func readOnlyCompatible(suffix: String) throws {
    let world = try Self.store(.readOnlyCompatible, suffix: suffix)
    let reader = try world.reader()
    #expect(try reader.listing().count == 2)
    let code = errorCode { try world.start() }
    #expect(code == .unsupportedVersion)
  }

  @Test(
    "an unknown flag that any reader may ignore is ignored", arguments: [".manifest", ".segment"])
  func compatible(suffix: String) throws {
    let world = try Self.store(.compatible, suffix: suffix)
    try world.start()
    #expect(world.store.damageReport.isEmpty)
    #expect(try world.store.listing().count == 2)
    try world.store.save([session(3)])
    try world.reopen()
    #expect(try world.store.listing().count == 3)
  }
}
