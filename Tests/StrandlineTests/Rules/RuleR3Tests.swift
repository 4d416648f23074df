import Strandline
import StrandlineTestSupport
import Testing

@Suite("R3: saving over an existing session", .bothReadings)
struct RuleR3Tests {
  static let version = BackupVersion("1")

  struct Row: Sendable {
    var policy: SavePolicy
    var index: UInt32
    var variant: Int
    var outcome: SaveOutcome
    /// Whether the new bytes are stored, and whether they are under a new revision.
    var isStored: Bool
    var isPending: Bool
  }

  /// Over index 5, variant 0, acknowledged.
  static let rows: [Row] = [
    (SavePolicy.keepBetter, UInt32(4), 0, SaveOutcome.improved, true, true),
    (.keepBetter, 0, 1, .improved, true, true),
    (.keepBetter, 5, 0, .unchanged, true, false), (.keepBetter, 5, 1, .rewritten, true, false),
    (.keepBetter, 6, 0, .keptExisting, false, false),
    (.keepBetter, .max, 1, .keptExisting, false, false),
    (.replace, 4, 0, .improved, true, true), (.replace, 5, 0, .unchanged, true, false),
    (.replace, 5, 1, .rewritten, true, false), (.replace, 6, 0, .improved, true, true),
    (.replace, .max, 1, .improved, true, true),
    (.requeue, 4, 0, .improved, true, true), (.requeue, 5, 0, .improved, true, true),
    (.requeue, 5, 1, .improved, true, true), (.requeue, 6, 1, .keptExisting, false, false),
  ].map(Row.init)

  @Test("outcome, stored copy and revision follow policy and index", arguments: rows)
  func outcome(row: Row) throws {
    let world = try World()
    let other = BackupVersion("2")
    try world.store.save([session(1)])
    try world.store.uploadAll(to: Self.version)
    try world.store.uploadAll(to: other)
    let new = session(1, index: row.index, variant: row.variant)
    #expect(try world.store.save([new], policy: row.policy) == [row.outcome])
    for _ in 0..<2 {
      let stored = row.isStored ? new : session(1)
      #expect(try world.store.session(new.key) == stored)
      #expect(try world.store.allPending(Self.version) == (row.isPending ? [stored] : []))
      #expect(try world.store.allPending(other) == (row.isPending ? [stored] : []))
      #expect(try world.store.counts(for: nil).total == 1)
      try world.crash(CrashImage.none)
    }
  }

  @Test("equal index and equal bytes write nothing", arguments: [SavePolicy.keepBetter, .replace])
  func nothingWritten(policy: SavePolicy) throws {
    let world = try World()
    try world.store.save(sessions(1...3))
    let cost = try world.probe.cost { () throws in
      #expect(
        try world.store.save(sessions(1...3), policy: policy)
          == [.unchanged, .unchanged, .unchanged])
      #expect(try world.store.save([session(1, index: 9)]) == [.keptExisting])
    }
    #expect(cost.writeCount == 0 && cost.syncCount == 0 && cost.writtenByteCount == 0)
  }

  @Test("any difference in metadata is a rewrite, and a trust update is not uploaded again")
  func metadata() throws {
    let world = try World()
    let sender = [UInt8](repeating: 8, count: 32)
    try world.store.save([session(1)])
    try world.store.uploadAll(to: Self.version)
    for record in [session(1, senderKey: sender), session(1, senderKey: sender, kind: 3)] {
      #expect(try world.store.save([record]) == [.rewritten])
      #expect(try world.store.session(record.key) == record)
      #expect(try world.store.pending(for: Self.version, limit: 1).isEmpty)
    }
    #expect(try world.store.sessions(fromSender: sender, kind: 0, after: nil, limit: 5).isEmpty)
    #expect(
      try world.store.sessions(fromSender: sender, kind: 3, after: nil, limit: 5)
        == [session(1, senderKey: sender, kind: 3)])
  }

  @Test("inside one batch the later entry of a key meets the earlier one")
  func insideOneBatch() throws {
    let world = try World()
    let records = [
      session(1), session(1), session(1, variant: 1), session(1, index: 6), session(1, index: 2),
      session(2),
    ]
    #expect(
      try world.store.save(records)
        == [.inserted, .unchanged, .rewritten, .keptExisting, .improved, .inserted])
    #expect(try world.store.listing() == [session(1, index: 2), session(2)])
    var batch = WriteBatch()
    batch.delete(session(1).key)
    batch.save(session(1, index: 9))
    batch.save(session(1, index: 8), policy: .requeue)
    batch.delete(session(2).key)
    #expect(try world.store.commit(batch) == [.inserted, .improved])
    try world.crash(CrashImage.none)
    #expect(try world.store.listing() == [session(1, index: 8)])
    #expect(try world.store.counts(for: nil).total == 1)
  }

  @Test("saves that share one sync are decided in the order of their commits")
  func sharedSync() throws {
    let world = try World()
    let store = world.store
    let reached = Latch()
    let mayGoOn = Latch()
    world.probe.onSync {
      reached.arrive()
      mayGoOn.wait(for: 1)
    }
    let outcomes = Lock<[Int: [SaveOutcome]]>([:])
    let records = [session(1), session(1, index: 7), session(1, index: 3)]
    let done = Latch()
    for (place, record) in records.enumerated() {
      // The first one leads and waits in its sync; the others queue up behind it.
      if place == 1 { reached.wait(for: 1) }
      onThread {
        let outcome = (try? store.save([record])) ?? []
        outcomes.withLock { $0[place] = outcome }
        done.arrive()
      }
    }
    mayGoOn.arrive()
    done.wait(for: 3)
    #expect(outcomes.withLock { $0 } == [0: [.inserted], 1: [.keptExisting], 2: [.improved]])
    #expect(try store.session(session(1).key) == session(1, index: 3))
  }

  @Test("a replaced worse copy is a new revision, so that a revision has one first index for ever")
  func oneIndexPerRevision() throws {
    let world = try World()
    try world.store.save([session(1)])
    let old = try world.store.pending(for: Self.version, limit: 1)
    try world.store.save([session(1, index: 8)], policy: .replace)
    try world.store.save([session(1, index: 5)])
    let result = try world.store.acknowledge(old)
    #expect(result.recorded == 0 && result.improvedMeanwhile == [session(1).key])
    #expect(try world.store.allPending(Self.version) == [session(1)])
  }
}
