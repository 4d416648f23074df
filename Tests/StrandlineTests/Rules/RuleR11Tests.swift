import Strandline
import StrandlineTestSupport
import Testing

@Suite("R11: a damaged record is skipped and reported by name", .bothReadings)
struct RuleR11Tests {
  static let version = BackupVersion("1")

  /// Ten sessions, the fourth of which has a damaged payload.
  static func damaged(isReopened: Bool) throws -> World {
    let world = try World()
    try world.store.save(sessions(1...10))
    if isReopened { try world.store.close() }
    #expect(world.damage(session(4).payload))
    if isReopened { try world.start() }
    return world
  }

  @Test("everything else stays readable, countable and pending", arguments: [true, false])
  func others(isReopened: Bool) throws {
    let world = try Self.damaged(isReopened: isReopened)
    let good = sessions([1, 2, 3, 5, 6, 7, 8, 9, 10])
    #expect(errorCode { _ = try world.store.session(session(4).key) } == .corrupt)
    for record in good { #expect(try world.store.session(record.key) == record) }
    #expect(try world.store.listing() == good)
    #expect(Set(try world.store.sessions(inRoom: good[0].key.room).rest()) == Set(good))
    #expect(try world.store.counts(for: nil).total == 10)
    let batch = try world.store.pending(for: Self.version, limit: 100)
    #expect(batch.sessions == good && batch.skipped == [session(4).key])
    #expect(try world.store.acknowledge(batch).recorded == 9)
    #expect(try world.store.counts(for: Self.version) == SessionCounts(total: 10, backedUp: 9))
    #expect(!world.store.damageReport.isEmpty)
    let named = world.store.damageReport.findings.compactMap(\.key)
    #expect(named == [session(4).key])
  }

  @Test("damaged ones do not use up the limit", arguments: 1...5)
  func limit(limit: Int) throws {
    let world = try Self.damaged(isReopened: true)
    let batch = try world.store.pending(for: Self.version, limit: limit)
    #expect(batch.sessions == Array(sessions([1, 2, 3, 5, 6, 7]).prefix(limit)))
    #expect(batch.skipped == (limit > 3 ? [session(4).key] : []))
  }

  @Test("a page in which all are damaged but the last is no end")
  func manyDamaged() throws {
    let world = try World()
    try world.store.save(sessions(1...300))
    try world.store.close()
    for number in 1...299 { #expect(world.damage(session(number).payload)) }
    try world.start()
    let batch = try world.store.pending(for: Self.version, limit: 1)
    #expect(batch.sessions == [session(300)] && batch.skipped.count == 299)
    #expect(world.store.damageReport.findings.count == 299)
  }

  @Test("a save over it supersedes it whatever its index", arguments: [true, false])
  func superseded(isReopened: Bool) throws {
    for index in [UInt32.max, 5, 0] {
      let world = try Self.damaged(isReopened: isReopened)
      let new = session(4, index: index)
      #expect(try world.store.save([new]) == [.improved])
      for _ in 0..<2 {
        #expect(try world.store.session(new.key) == new)
        #expect(try world.store.counts(for: nil).total == 10)
        #expect(try world.store.pending(for: Self.version, limit: 99).skipped.isEmpty)
        #expect(try world.store.allPending(Self.version).last == new)
        try world.crash(CrashImage.none)
      }
    }
  }

  @Test("one whose name is damaged while the store is open is superseded, and stays so")
  func damagedName() throws {
    let world = try World()
    try world.store.save(sessions(1...10))
    #expect(world.damage(session(4).key.session + Array("payload 4".utf8)))
    #expect(errorCode { _ = try world.store.session(session(4).key) } == .corrupt)
    let batch = try world.store.pending(for: Self.version, limit: 99)
    #expect(batch.sessions.count == 9 && batch.skipped.isEmpty)
    #expect(try world.store.save([session(4, index: 9)]) == [.improved])
    for _ in 0..<2 {
      #expect(try world.store.session(session(4).key) == session(4, index: 9))
      #expect(try world.store.counts(for: nil).total == 10)
      #expect(try world.store.allPending(Self.version).last == session(4, index: 9))
      try world.crash(CrashImage.none)
    }
  }

  @Test("it can be deleted, once, and stays deleted")
  func deleted() throws {
    let world = try Self.damaged(isReopened: true)
    #expect(try world.store.delete([session(4).key, session(4).key]) == 1)
    #expect(try world.store.session(session(4).key) == nil)
    #expect(try world.store.counts(for: Self.version) == SessionCounts(total: 9, backedUp: 0))
    try world.reopen()
    #expect(try world.store.session(session(4).key) == nil)
  }

  @Test("a damaged setting or withheld information is an error of its own and can be replaced")
  func neighbours() throws {
    let world = try World()
    let value = Array("the value of a setting".utf8)
    let info = Array("the information withheld".utf8)
    try world.store.set("name", to: value)
    try world.store.set("other", to: [2])
    var batch = WriteBatch()
    batch.withhold(session(1).key, info: info)
    batch.withhold(session(2).key, info: [2])
    try world.store.commit(batch)
    #expect(world.damage(value) && world.damage(info))
    #expect(errorCode { _ = try world.store.setting("name") } == .corrupt)
    #expect(try world.store.setting("other") == [2])
    #expect(errorCode { _ = try world.store.withheld(session(1).key) } == .corrupt)
    #expect(try world.store.withheld(inRoom: session(1).key.room).map(\.info) == [[2]])
    #expect(world.store.damageReport.findings.count == 2)
    try world.store.set("name", to: value)
    #expect(try world.store.setting("name") == value)
  }

  @Test("a read error of the disk is an error and not damage, and passes")
  func readError() throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let path = try #require(world.files(".segment").last)
    world.disk.failReads(of: path, in: 0..<1_000_000)
    #expect(errorCode { _ = try world.store.session(session(2).key) } == .io)
    #expect(errorCode { _ = try world.store.pending(for: Self.version, limit: 9) } == .io)
    #expect(errorCode { _ = try world.store.listing() } == .io)
    #expect(world.store.damageReport.isEmpty)
    world.disk.healReads(of: path)
    #expect(try world.store.allPending(Self.version) == sessions(1...3))
  }
}
