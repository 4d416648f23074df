import Strandline
import StrandlineTestSupport
import Testing

@Suite("A fault at every call: typed errors, nothing acknowledged is lost, no evidence ahead")
struct FaultSweepTests {
  static let version = BackupVersion("1")

  static let effects: [FaultEffect] = [
    .error(.inputOutput), .error(.noSpace), .error(.notPermitted),
    .partialWrite(40, then: .inputOutput), .partialWrite(9, then: .noSpace),
    .syncFailure(.markClean), .syncFailure(.revert), .shortWrite(3), .shortRead(3),
  ]

  /// What the calls that answered without an error have promised.
  struct Promises {
    var saved: [SessionKey: SessionRecord] = [:]
    var uploaded: Set<SessionRecord> = []
    var acknowledged: Set<SessionRecord> = []
    var codes: Set<StoreError.Code> = []
    var hasReset = false
  }

  /// A backup loop that goes on after errors.
  private static func run(_ store: SessionStore) -> Promises {
    var promises = Promises()
    func attempt(_ body: () throws -> Void) {
      if let code = errorCode(body) { promises.codes.insert(code) }
    }
    for round in 0..<6 {
      let records = (0..<2).map { session(round * 2 + $0, byteCount: 700) }
      attempt {
        try store.save(records)
        for record in records { promises.saved[record.key] = record }
      }
      attempt {
        let batch = try store.pending(for: version, limit: 2)
        promises.uploaded.formUnion(batch.sessions)
        let result = try store.acknowledge(batch)
        if !result.forgotten { promises.acknowledged.formUnion(batch.sessions) }
      }
      let better = session(round, index: 1)
      if round % 2 == 1 {
        attempt {
          try store.save([better])
          promises.saved[better.key] = better
        }
      }
      if round == 3 {
        attempt {
          try store.resetBackupState()
          promises.hasReset = true
        }
      }
    }
    return promises
  }

  private static func check(
    _ store: SessionStore, _ promises: Promises, _ what: String
  ) throws {
    let pending = Set(try store.allPending(version))
    for record in try store.listing() where !pending.contains(record) {
      #expect(promises.uploaded.contains(record), "\(what): evidence leads")
    }
    for (key, record) in promises.saved {
      let found = try store.session(key)
      // An improvement that failed may have happened all the same.
      let isBetter = found.map { $0.firstKnownIndex < record.firstKnownIndex } ?? false
      #expect(found == record || isBetter, "\(what): a save is lost")
      if found == record, promises.acknowledged.contains(record) {
        #expect(!pending.contains(record), "\(what): an acknowledgement is lost")
      }
    }
    let counts = try store.counts(for: version)
    #expect(counts.total - counts.backedUp == pending.count, "\(what)")
    if promises.hasReset {
      #expect(try store.allPending(BackupVersion("2")).count == counts.total, "\(what)")
    }
  }

  /// The effects take turns; `strandline-simulate exhaustive` has all of them at every call.
  @Test("once", arguments: effects.indices)
  func once(turn: Int) throws {
    let effect = Self.effects[turn]
    var struckCount = 0
    for call in stride(from: 1 + turn % 3, through: 120, by: 3) {
      let world = try World(segmentByteCountMax: 4096)
      try world.store.importLegacy([LegacySession(record: session(50), needsBackup: false)])
      world.process.inject(Fault(.call(world.process.callCount + call), effect))
      var promises = Self.run(world.store)
      // The legacy one counts as uploaded until the reset, whether that answered or not.
      promises.uploaded.insert(session(50))
      guard world.process.struckFaultCount > 0 else { break }
      struckCount += 1
      let what = "\(effect) at call \(call)"
      #expect(!promises.codes.contains(.corrupt) && !promises.codes.contains(.closed), "\(what)")
      world.process.clearFaults()
      try Self.check(world.store, promises, what)
      try world.store.save([session(90)])
      promises.saved[session(90).key] = session(90)
      try world.crash(CrashImage.none)
      try Self.check(world.store, promises, what + ", after a power cut")
      #expect(world.store.damageReport.isEmpty, "\(what)")
    }
    #expect(struckCount > 5)
  }

  @Test("from some call on until it is healed", arguments: effects)
  func persistent(effect: FaultEffect) throws {
    for call in stride(from: 1, through: 60, by: 6) {
      let world = try World(segmentByteCountMax: 4096)
      world.process.inject(.persistent(.call(world.process.callCount + call), effect))
      var promises = Self.run(world.store)
      #expect(world.process.struckFaultCount > 0)
      world.process.clearFaults()
      let what = "\(effect) from call \(call)"
      // Writing resumes by itself.
      try world.store.save([session(90)])
      promises.saved[session(90).key] = session(90)
      try Self.check(world.store, promises, what)
      try world.crash(CrashImage.none)
      try Self.check(world.store, promises, what + ", after a power cut")
      #expect(world.store.damageReport.isEmpty, "\(what)")
    }
  }

  @Test("reads and writes that are cut short are gone on with: nobody notices")
  func short() throws {
    let world = try World(segmentByteCountMax: 4096)
    for effect in [FaultEffect.shortWrite(5), .shortRead(7)] {
      world.process.inject(.persistent(.matching(nil), effect))
    }
    let promises = Self.run(world.store)
    #expect(promises.codes.isEmpty && promises.saved.count == 12)
    try Self.check(world.store, promises, "short")
    try world.reopen()
    try Self.check(world.store, promises, "short, reopened")
  }
}
