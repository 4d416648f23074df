import Foundation
import Strandline
import StrandlineTestSupport
import Testing

/// What the SDKs' shared tests do not cover and backups were lost by.
///
/// R3, R4, A → B → A, legacy records and damaged records have suites of their own.
@Suite("Needed beyond the shared store behaviours", .bothReadings)
struct NeededHereTests {
  static let version = BackupVersion("1")

  @Test("the same session id in two rooms is kept apart in every verb")
  func twoRooms() throws {
    let world = try World()
    let here = session(1, room: "!here")
    let there = session(1, index: 9, room: "!there")
    try world.store.save([here, there])
    try world.store.save([session(1, index: 7, room: "!there")])
    try world.store.acknowledge([Upload(key: here.key, firstKnownIndex: 5)], for: Self.version)
    var batch = WriteBatch()
    batch.withhold(there.key, info: [1])
    try world.store.commit(batch)
    for _ in 0..<2 {
      #expect(try world.store.session(here.key) == here)
      #expect(try world.store.session(there.key) == session(1, index: 7, room: "!there"))
      #expect(try world.store.pendingKeys(Self.version) == [there.key])
      #expect(try world.store.withheld(here.key) == nil)
      #expect(try world.store.sessions(inRoom: Array("!here".utf8)).rest() == [here])
      try world.crash(CrashImage.none)
    }
  }

  @Test("ids that only differ in where the room ends are different sessions")
  func concatenation() throws {
    let world = try World()
    let one = SessionRecord(key: SessionKey(room: "ab", session: "c"), payload: [1])
    let two = SessionRecord(key: SessionKey(room: "a", session: "bc"), payload: [2])
    #expect(try world.store.save([one, two]) == [.inserted, .inserted])
    #expect(try world.store.session(one.key) == one)
    #expect(try world.store.session(two.key) == two)
    #expect(try world.store.sessions(inRoom: Array("a".utf8)).rest() == [two])
  }

  @Test("a reset while batches are saved and handed out loses none of them")
  func resetDuringBatches() throws {
    let world = try World()
    let store = world.store
    let failures = Lock(0)
    onThreads(3) { thread in
      for round in 0..<20 {
        do {
          switch thread {
          case 0: try store.save((0..<5).map { session(round * 5 + $0) })
          case 1: try store.resetBackupState()
          default: try store.acknowledge(try store.pending(for: Self.version, limit: 3))
          }
        } catch {
          failures.withLock { $0 += 1 }
        }
      }
    }
    #expect(failures.withLock { $0 } == 0)
    try world.crash(CrashImage.none)
    let backedUp = try world.store.backedUp(Self.version)
    #expect(try world.store.counts(for: nil).total == 100)
    #expect(try world.store.allPending(Self.version).count == 100 - backedUp)
    #expect(Set(try world.store.listing()) == Set(sessions(0..<100)))
  }

  @Test("a crash at every call of a backup loop: what was acknowledged stays, the rest is pending")
  func crashAnywhere() throws {
    var call = 1
    var hasFinished = false
    while !hasFinished {
      let world = try World(segmentByteCountMax: 4096)
      world.process.crash(atCall: world.process.mutatingCallCount + call, after: call % 2 == 0)
      let (saved, uploaded) = Self.backupLoop(world.store)
      hasFinished = !world.process.hasStopped
      try world.crash(.random(seed: UInt64(call)))
      let found = try world.store.listing()
      #expect(found.count >= saved && found == sessions(0..<found.count), "call \(call)")
      let pending = Set(try world.store.allPending(Self.version))
      #expect(pending.isSuperset(of: found.dropFirst(uploaded.last + 1)), "call \(call)")
      #expect(try world.store.backedUp(Self.version) >= uploaded.certain, "call \(call)")
      #expect(world.store.damageReport.isEmpty)
      call += 1
    }
    #expect(call > 40)
  }

  /// Saves and uploads by turns until the process stops.
  ///
  /// Answers how many sessions were certainly saved, how many certainly acknowledged, and the
  /// highest number that was uploaded.
  private static func backupLoop(
    _ store: SessionStore
  ) -> (saved: Int, uploaded: (certain: Int, last: Int)) {
    var saved = 0
    var certain = 0
    var last = -1
    do {
      for round in 0..<8 {
        try store.save((0..<3).map { session(round * 3 + $0) })
        saved += 3
        let batch = try store.pending(for: version, limit: 2)
        last += batch.sessions.count
        certain += try store.acknowledge(batch).recorded
        if round == 5 { try store.resetBackupState() }
      }
    } catch {
      return (saved, (certain, last))
    }
    return (saved, (certain, last))
  }

  @Test("saving again in another order of the same content is found by every way of reading")
  func everyWay() throws {
    let world = try World(segmentByteCountMax: 4096)
    let sender = [UInt8](repeating: 1, count: 32)
    let records = (0..<40).map { session($0, room: "!\($0 % 4)", senderKey: sender, kind: 1) }
    try world.store.save(records.reversed())
    try world.store.save(records)
    var better = records[7]
    better.firstKnownIndex = 0
    try world.store.save([better])
    try world.store.delete([records[8].key])
    let wanted = Set(records.filter { $0 != records[7] && $0 != records[8] } + [better])
    for _ in 0..<2 {
      #expect(Set(try world.store.listing()) == wanted)
      #expect(Set(try world.store.allPending(Self.version)) == wanted)
      let rooms = try (0..<4).flatMap { room in
        try world.store.sessions(inRoom: Array("!\(room)".utf8)).rest()
      }
      #expect(rooms.count == 39 && Set(rooms) == wanted)
      let ofSender = try world.store.sessions(
        fromSender: sender, kind: 1, after: nil, limit: 100)
      #expect(ofSender.count == 39 && Set(ofSender) == wanted)
      for record in wanted {
        let payload = try world.store.withPayload(of: record.key) { span in
          (0..<span.byteCount).map { span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        }
        #expect(payload == record.payload)
      }
      try world.crash(CrashImage.none)
    }
  }
}
