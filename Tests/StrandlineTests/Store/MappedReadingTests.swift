import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("Mapped reading: sealed segments in memory, everything else by position")
struct MappedReadingTests {
  static let version = BackupVersion("1")

  /// Two hundred sessions over many segments; the active one holds none of the first hundred and
  /// fifty.
  static func world(_ reading: Reading = .mapped) throws -> World {
    try ReadingMode.$current.withValue(reading) {
      let world = try World(segmentByteCountMax: 4096)
      for number in 1...200 { try world.store.save([session(number)]) }
      return world
    }
  }

  /// Session by session, the first hundred and fifty.
  static func getAll(_ world: World) throws {
    for number in 1...150 {
      #expect(try world.store.session(session(number).key) == session(number))
    }
  }

  @Test("a record of a sealed segment costs no read, one read by position")
  func reads() throws {
    let mapped = try Self.world()
    #expect(try mapped.probe.cost { try Self.getAll(mapped) }.readCount == 0)
    let positional = try Self.world(.positional)
    // Pages of the index are in the cache from the first time on.
    try Self.getAll(positional)
    let cost = try positional.probe.cost { try Self.getAll(positional) }
    #expect(cost.readCount == 150)
    #expect(cost.readByteCount < 150 * 128)
    for world in [mapped, positional] {
      try world.reopen()
      try world.store.purge()
    }
    #expect(try mapped.probe.cost { try Self.getAll(mapped) }.readCount == 0)
    #expect(positional.probe.counts.mapCount == 0)
  }

  @Test("streams and pages read what is sealed in memory, and the active segment by position")
  func streams() throws {
    let world = try Self.world()
    let active = try #require(world.files(".segment").last)
    let size = try #require(world.disk.contents(of: active)).count
    let cost = try world.probe.cost {
      let listing = try world.store.listing()
      let pending = try world.store.allPending(Self.version)
      #expect(listing == sessions(1...200) && pending == listing)
    }
    #expect(cost.readCount <= 6 && cost.readByteCount <= 3 * size)
  }

  @Test("a compaction's output is in memory from the next view on")
  func output() throws {
    let world = try Self.world()
    try world.store.delete((1...200).filter { $0 % 2 == 0 }.map { session($0).key })
    let before = Set(world.files(".segment"))
    let cost = try world.probe.cost { try world.store.purge() }
    #expect(!before.isSubset(of: world.files(".segment")) && cost.mapCount > 0)
    let gets = try world.probe.cost {
      for number in stride(from: 1, to: 150, by: 2) {
        let record = try world.store.session(session(number).key)
        #expect(record == session(number))
      }
    }
    #expect(gets.readCount == 0)
  }

  @Test("recovery, verification, compaction, snapshot and repair do not look into mappings")
  func positional() throws {
    let world = try Self.world()
    try world.store.delete((1...200).filter { $0 % 2 == 0 }.map { session($0).key })
    let wanted = sessions((1...200).filter { $0 % 2 == 1 })
    // Whoever looks into a mapping sees damaged payloads.
    let text = Data("payload".utf8)
    world.probe.onMap { bytes in
      var shown = Data(bytes)
      var start = 0
      while let place = shown.range(of: text, in: start..<shown.count) {
        shown[place.lowerBound] ^= 1
        start = place.upperBound
      }
      return [UInt8](shown)
    }
    try world.crash(CrashImage.none)
    #expect(world.store.damageReport.isEmpty)
    #expect(errorCode { _ = try world.store.session(session(1).key) } == .corrupt)
    #expect(try world.store.verify(.full).isClean)
    try world.store.snapshot(to: "/copy")
    try world.store.purge()
    #expect(try world.store.verify(.full).isClean)
    try world.store.close()
    let report = try SessionStore.repair(
      from: World.path, to: "/repaired",
      environment: .simulated(process: world.process, seed: 3, clock: world.clock))
    #expect(report.recovered == wanted.count && report.lost.isEmpty)
    for path in ["/copy", "/repaired", World.path] {
      let store = try CareWorld.open(world.disk, at: path)
      #expect(Set(try store.listing()) == Set(wanted), "\(path)")
      try store.close()
    }
  }

  @Test("nor into mappings of index files")
  func positionalIndex() throws {
    let world = try Self.world()
    try world.store.delete((1...200).filter { $0 % 2 == 0 }.map { session($0).key })
    try world.reopen()
    let kinds = [FileHeader.Kind.run, .map].map { UInt8($0.rawValue) }
    // Whoever looks into a mapping of an index file sees a damaged page.
    world.probe.onMap { bytes in
      var shown = bytes
      if kinds.contains(bytes[8]), bytes.count > 4200 { shown[4200] ^= 1 }
      return shown
    }
    try world.crash(CrashImage.none)
    #expect(try world.store.verify(.full).isClean)
    try world.store.snapshot(to: "/copy")
    try world.store.purge()
    #expect(try world.store.verify(.full).isClean)
    #expect(world.store.damageReport.rebuiltFiles.isEmpty)
    // A get does, and has the index built anew, in files that are shown damaged as well.
    #expect(errorCode { _ = try world.store.session(session(1).key) } == .corrupt)
    #expect(!world.store.damageReport.rebuiltFiles.isEmpty)
  }

  @Test("where mapping fails, everything is read by position")
  func refused() throws {
    let world = try Self.world()
    try world.store.close()
    try world.start { process in
      process.inject(.persistent(.matching(.map), .error(.notPermitted)))
    }
    #expect(try world.probe.cost { try Self.getAll(world) }.readCount >= 150)
    #expect(try world.store.listing() == sessions(1...200))
  }

  @Test("a kill leaves a tail that is not sealed; it is read by position, then goes on")
  func killed() throws {
    let world = try Self.world()
    for round in 0..<3 {
      try world.crash()
      #expect(world.store.damageReport.isEmpty)
      #expect(try world.store.listing().count == 200 + round)
      try Self.getAll(world)
      try world.store.save([session(300 + round)])
      #expect(try world.store.session(session(300 + round).key) == session(300 + round))
    }
  }
}
