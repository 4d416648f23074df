import Strandline
import StrandlineTestSupport
import Testing

@Suite("Repair: whatever can be read, no wrong bytes, pending when in doubt")
struct RepairTests {
  private static let target = "/repaired"

  private static func repair(_ disk: SimulatedDisk) throws -> RepairReport {
    let process = disk.process()
    return try SessionStore.repair(
      from: World.path, to: target,
      environment: .simulated(
        process: process, seed: UInt64(process.processID), clock: SimulatedClock()))
  }

  @Test(
    "an undamaged store is carried over with its evidence",
    arguments: CareWorld.Shape.allCases)
  func undamaged(shape: CareWorld.Shape) throws {
    let world = try CareWorld.world(shape)
    let wanted = try CareWorld.contents(world.store)
    let versions = try world.store.backupVersions().map(\.version)
    let lease = try world.store.takeLease("lease", holder: "alice", milliseconds: 5)
    try world.store.close()
    let files = world.files().map { world.disk.contents(of: $0) }
    let report = try Self.repair(world.disk)
    #expect(report.isEvidenceKept && report.lost.isEmpty && report.lostKeys.isEmpty)
    #expect(report.recovered == wanted.total && report.salvaged == 0)
    #expect(world.files().map { world.disk.contents(of: $0) } == files)
    let store = try CareWorld.open(world.disk, at: Self.target)
    #expect(try CareWorld.contents(store) == wanted)
    #expect(try store.backupVersions().map(\.version) == versions)
    #expect(try store.takeLease("lease", holder: "alice", milliseconds: 5) == lease)
    #expect(try store.verify(.full).isClean)
    #expect(Set(world.disk.listFiles("/")) == ["store", "repaired"])
  }

  @Test("legacy coverage is not carried over")
  func legacy() throws {
    let world = try World()
    try world.store.importLegacy([LegacySession(record: session(1), needsBackup: false)])
    try world.store.close()
    #expect(try Self.repair(world.disk).isEvidenceKept)
    let store = try CareWorld.open(world.disk, at: Self.target)
    #expect(try store.pendingKeys(CareWorld.a) == [session(1).key])
  }

  /// What may be done to a file.
  enum Harm: CaseIterable { case removed, header, middle, emptied, halved }

  private static func apply(_ harm: Harm, to path: String, _ disk: SimulatedDisk) {
    let size = disk.contents(of: path)?.count ?? 0
    switch harm {
    case .removed: disk.remove(path)
    case .header: disk.flipBit(of: path, atByte: 20, bit: 2)
    case .middle: disk.flipBit(of: path, atByte: size / 2, bit: 2)
    case .emptied: disk.truncateFile(path, to: 0)
    case .halved: disk.truncateFile(path, to: size / 2)
    }
  }

  @Test("each file damaged or missing in turn", arguments: Harm.allCases)
  func eachFile(harm: Harm) throws {
    let world = try CareWorld.world(.reopened)
    let wanted = try CareWorld.contents(world.store)
    try world.store.close()
    for path in world.files() {
      let disk = world.disk.copy()
      Self.apply(harm, to: path, disk)
      let what = "\(path) \(harm)"
      let report = try Self.repair(disk)
      let store = try CareWorld.open(disk, at: Self.target)
      let found = try CareWorld.contents(store)
      #expect(report.recovered == found.total && found.sessions.count == found.total, "\(what)")
      if path.hasSuffix(".segment") {
        let mostly = harm == .middle ? wanted.total - 3 : 1
        #expect(found.sessions.intersection(wanted.sessions).count >= mostly, "\(what)")
        #expect(!report.isEvidenceKept, "\(what)")
      } else {
        #expect(found.sessions == wanted.sessions, "\(what)")
        #expect(found.token == wanted.token && found.withheld == wanted.withheld, "\(what)")
      }
      if !report.isEvidenceKept {
        #expect(found.pending.allSatisfy { $0.count == found.total }, "\(what)")
      } else {
        #expect(found == wanted, "\(what)")
      }
      #expect(try store.verify(.full).isClean, "\(what)")
    }
  }

  @Test("without any manifest, index file or readable segment header")
  func segmentsOnly() throws {
    let world = try CareWorld.world(.reopened)
    let wanted = try CareWorld.contents(world.store)
    try world.store.close()
    for path in world.files() {
      if path.hasSuffix(".segment") {
        world.disk.flipBit(of: path, atByte: 50, bit: 1)
      } else {
        world.disk.remove(path)
      }
    }
    let report = try Self.repair(world.disk)
    let store = try CareWorld.open(world.disk, at: Self.target)
    let found = try CareWorld.contents(store)
    #expect(found.sessions == wanted.sessions && report.recovered == wanted.total)
    #expect(found.token == wanted.token)
    #expect(found.pending.allSatisfy { $0.count == found.total } && !report.isEvidenceKept)
  }

  @Test("of a damaged session the older intact copy is taken; one without is named")
  func salvage() throws {
    let world = try World()
    try world.store.save([session(1, variant: 1), session(2), session(3)])
    try world.store.save([session(1, variant: 2)])
    try world.store.delete([session(3).key])
    try world.store.close()
    #expect(world.damage(session(1, variant: 2).payload) && world.damage(session(2).payload))
    let report = try Self.repair(world.disk)
    #expect(report.recovered == 1 && report.salvaged == 1)
    #expect(report.lostKeys == [session(2).key])
    #expect(report.lost.contains { $0.kind == .record && $0.key == session(2).key })
    let store = try CareWorld.open(world.disk, at: Self.target)
    #expect(try store.listing() == [session(1, variant: 1)])
  }

  @Test("a medium that cannot be read in places")
  func unreadable() throws {
    let world = try CareWorld.world(.reopened)
    let wanted = try CareWorld.contents(world.store)
    try world.store.close()
    let segment = try #require(world.files(".segment").first)
    world.disk.failReads(of: segment, in: 3000..<3100)
    let report = try Self.repair(world.disk)
    #expect(!report.isEvidenceKept && !report.lost.isEmpty)
    let store = try CareWorld.open(world.disk, at: Self.target)
    let found = try CareWorld.contents(store)
    #expect(found.sessions.intersection(wanted.sessions).count > wanted.total - 12)
  }

  @Test("what cannot be repaired is refused, and a failure leaves nothing")
  func refused() throws {
    let world = try CareWorld.world(.open)
    try world.store.close()
    _ = try Self.repair(world.disk)
    #expect(errorCode { _ = try Self.repair(world.disk) } == .invalidArgument)
    let start = try CareWorld.world(.open)
    try start.store.close()
    let environment = Environment.simulated(process: start.disk.process(), seed: 3)
    let code = errorCode {
      _ = try SessionStore.repair(from: "/nothing", to: "/x", environment: environment)
    }
    #expect(code == .notFound)
    for call in stride(from: 1, to: 400, by: 9) {
      let disk = start.disk.copy()
      let process = disk.process()
      process.inject(Fault(.call(call), .error(.noSpace)))
      let code = errorCode {
        _ = try SessionStore.repair(
          from: World.path, to: Self.target,
          environment: .simulated(process: process, seed: 4, clock: SimulatedClock()))
      }
      if process.struckFaultCount == 0 { break }
      let names = Set(disk.listFiles("/"))
      #expect(names == (code == nil ? ["store", "repaired"] : ["store"]), "call \(call)")
    }
  }
}
