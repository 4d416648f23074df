import Strandline
import StrandlineTestSupport
import Testing

@Suite("R8: save, already in a version", .bothReadings)
struct RuleR8Tests {
  static let a = BackupVersion("A")
  static let b = BackupVersion("B")

  @Test("new sessions are evidence for that version only, and survive with it or not at all")
  func newOnes() throws {
    let world = try World()
    #expect(try world.store.save(sessions(1...3), backedUpTo: Self.a).count == 3)
    for _ in 0..<2 {
      #expect(try world.store.pending(for: Self.a, limit: 9).isEmpty)
      #expect(try world.store.allPending(Self.b) == sessions(1...3))
      #expect(try world.store.backedUp(Self.a) == 3)
      #expect(try world.store.backedUp(BackupVersion("A", publicKey: [1])) == 0)
      try world.crash(CrashImage.none)
    }
  }

  struct Row: Sendable {
    var policy: SavePolicy
    var index: UInt32
    var variant: Int
    var outcome: SaveOutcome
    var isStored: Bool
    var isEvidence: Bool
  }

  /// Over index 5, variant 0, pending.
  static let rows: [Row] = [
    (SavePolicy.keepBetter, UInt32(5), 0, SaveOutcome.unchanged, false, true),
    (.keepBetter, 5, 1, .keptExisting, false, true),
    (.keepBetter, 6, 0, .keptExisting, false, false),
    (.keepBetter, 4, 0, .improved, true, true),
    (.replace, 5, 0, .unchanged, false, true), (.replace, 5, 1, .rewritten, true, true),
    (.replace, 6, 0, .improved, true, true), (.replace, 4, 0, .improved, true, true),
  ].map(Row.init)

  @Test("over a stored copy: what stays, and what it says about the version", arguments: rows)
  func overStored(row: Row) throws {
    let world = try World()
    try world.store.save([session(1)])
    let new = session(1, index: row.index, variant: row.variant)
    #expect(
      try world.store.save([new], backedUpTo: Self.a, policy: row.policy) == [row.outcome])
    let stored = row.isStored ? new : session(1)
    for _ in 0..<2 {
      #expect(try world.store.session(new.key) == stored)
      #expect(try world.store.allPending(Self.a) == (row.isEvidence ? [] : [stored]))
      #expect(try world.store.allPending(Self.b) == [stored])
      try world.crash(CrashImage.none)
    }
  }

  @Test("a restore does not downgrade trust, and evidence of other versions stays")
  func restore() throws {
    let world = try World()
    let sender = [UInt8](repeating: 3, count: 32)
    let trusted = session(1, senderKey: sender, kind: 4)
    try world.store.save([trusted])
    try world.store.uploadAll(to: Self.b)
    #expect(try world.store.save([session(1)], backedUpTo: Self.a) == [.keptExisting])
    #expect(try world.store.session(trusted.key) == trusted)
    #expect(try world.store.backedUp(Self.a) == 1)
    #expect(try world.store.backedUp(Self.b) == 1)
  }

  @Test("a better copy later in the same batch is pending, an earlier worse one no evidence")
  func insideOneBatch() throws {
    let world = try World()
    var batch = WriteBatch()
    batch.save(session(1), backedUpTo: Self.a)
    batch.save(session(1, index: 3))
    batch.save(session(2), backedUpTo: Self.a)
    batch.delete(session(2).key)
    batch.save(session(2))
    batch.save(session(3), backedUpTo: Self.a)
    batch.save(session(3), backedUpTo: Self.b)
    try world.store.commit(batch)
    for _ in 0..<2 {
      #expect(try world.store.allPending(Self.a) == [session(1, index: 3), session(2)])
      #expect(try world.store.pendingKeys(Self.b).count == 2)
      #expect(try world.store.backedUp(Self.b) == 1)
      try world.crash(CrashImage.none)
    }
  }

  @Test("requeue and already-in contradict each other: invalidArgument, nothing saved")
  func requeue() throws {
    let world = try World()
    let code = errorCode {
      try world.store.save([session(1)], backedUpTo: Self.a, policy: .requeue)
    }
    #expect(code == .invalidArgument)
    #expect(try world.store.counts(for: nil).total == 0)
    var batch = WriteBatch()
    batch.save(session(2))
    batch.save(session(1), backedUpTo: Self.a, policy: .requeue)
    #expect(errorCode { try world.store.commit(batch) } == .invalidArgument)
    #expect(try world.store.counts(for: nil).total == 0)
  }

  @Test("evidence and its records come back together or not at all", arguments: 0..<24)
  func tornBatch(place: Int) throws {
    let world = try World(durability: .buffered)
    try world.store.flush()
    try world.store.save(sessions(1...5), backedUpTo: Self.a)
    let image: CrashImage =
      place < 8 ? .torn(place / 2, seed: UInt64(place)) : .random(seed: UInt64(place))
    try world.crash(image)
    let counts = try world.store.counts(for: Self.a)
    let wanted = [0, 5].map { SessionCounts(total: $0, backedUp: $0) }
    #expect(wanted.contains(counts))
    #expect(try world.store.listing().count == counts.total)
  }
}
