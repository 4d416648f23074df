import Strandline
import StrandlineTestSupport
import Testing

/// What stores of the field's SDKs are tested for, every byte compared.
@Suite("Shared store behaviours", .bothReadings)
struct SharedBehaviourTests {
  static let one = BackupVersion("backup_1")
  static let two = BackupVersion("backup_02")

  @Test("ten saved, ten pending; the odd five marked, exactly the even five pending")
  func tenSaved() throws {
    let world = try World()
    try world.store.save(sessions(0..<10))
    #expect(try world.store.allPending(Self.one) == sessions(0..<10))
    let odd = [1, 3, 5, 7, 9].map { Upload(key: session($0).key, firstKnownIndex: 5) }
    #expect(try world.store.acknowledge(odd, for: Self.one).recorded == 5)
    #expect(try world.store.allPending(Self.one) == sessions([0, 2, 4, 6, 8]))
    #expect(try world.store.counts(for: Self.one) == SessionCounts(total: 10, backedUp: 5))
  }

  @Test("all marked in one version, none pending; reset, all ten pending for the next")
  func reset() throws {
    let world = try World()
    try world.store.save(sessions(0..<10))
    let all = (0..<10).map { Upload(key: session($0).key, firstKnownIndex: 5) }
    #expect(try world.store.acknowledge(all, for: Self.one).recorded == 10)
    #expect(try world.store.pending(for: Self.one, limit: 100).isEmpty)
    try world.store.resetBackupState()
    #expect(try world.store.allPending(Self.two) == sessions(0..<10))
    #expect(try world.store.counts(for: Self.two) == SessionCounts(total: 10, backedUp: 0))
  }

  @Test("saved as in v1: none pending for v1, all for v2, and the counts follow")
  func savedAsIn() throws {
    let world = try World()
    let (v1, v2) = (BackupVersion("v1"), BackupVersion("v2"))
    try world.store.save(sessions(0..<10), backedUpTo: v1)
    #expect(try world.store.pending(for: v1, limit: 100).isEmpty)
    #expect(try world.store.allPending(v2) == sessions(0..<10))
    #expect(try world.store.counts(for: v1) == SessionCounts(total: 10, backedUp: 10))
    #expect(try world.store.counts(for: v2) == SessionCounts(total: 10, backedUp: 0))
    #expect(try world.store.counts(for: nil) == SessionCounts(total: 10, backedUp: 0))
  }

  @Test("by room, after reopening, on a real disk")
  func byRoom() throws {
    let scratch = try Scratch()
    let store = try SessionStore.open(at: scratch.file("store"))
    let rooms = ["!a", "!b", "!c"]
    let records = (0..<12).map { session($0, room: rooms[$0 % 3], byteCount: 500 * $0) }
    try store.save(records)
    try store.close()
    try store.reopen()
    for room in rooms {
      let found = try store.sessions(inRoom: Array(room.utf8)).rest()
      let wanted = records.filter { $0.key.room == Array(room.utf8) }
      #expect(found.count == 4 && Set(found) == Set(wanted))
      let again = try store.sessions(inRoom: Array(room.utf8)).rest()
      #expect(found == again)
    }
    #expect(try store.sessions(inRoom: Array("!none".utf8)).rest().isEmpty)
    try store.close()
  }

  static let sender = [UInt8](repeating: 9, count: 32)

  @Test("paging two by two over one device while each page's last row leaves the filter")
  func pagingWhileRowsLeave() throws {
    let world = try World()
    let mine = (0..<11).map { session($0, senderKey: Self.sender, kind: 1) }
    let others = (20..<25).map { session($0, senderKey: Self.sender, kind: 2) }
    try world.store.save(mine + others + sessions(30..<33))
    var seen: [SessionRecord] = []
    var after: SessionKey?
    while true {
      let page = try world.store.sessions(
        fromSender: Self.sender, kind: 1, after: after, limit: 2)
      guard var last = page.last else { break }
      seen += page
      after = last.key
      last.senderDataKind = 2
      #expect(try world.store.save([last]) == [.rewritten])
    }
    #expect(seen.count == mine.count && Set(seen) == Set(mine))
    let moved = try world.store.sessions(fromSender: Self.sender, kind: 2, after: nil, limit: 99)
    #expect(moved.count == others.count + 6)
  }

  @Test("a page goes on behind a key that was deleted, and past one that improved")
  func pagingPastChanges() throws {
    let world = try World()
    let mine = (0..<9).map { session($0, senderKey: Self.sender, kind: 1) }
    try world.store.save(mine)
    let order = try world.store.sessions(fromSender: Self.sender, kind: 1, after: nil, limit: 99)
    #expect(order.count == 9 && Set(order) == Set(mine))
    try world.store.delete([order[3].key])
    var better = order[1]
    better.firstKnownIndex = 0
    try world.store.save([better])
    let rest = try world.store.sessions(
      fromSender: Self.sender, kind: 1, after: order[3].key, limit: 99)
    #expect(rest == Array(order[4...]))
    var wanted = order
    wanted[1] = better
    wanted.remove(at: 3)
    for limit in [1, 4, 8, 9] {
      let page = try world.store.sessions(
        fromSender: Self.sender, kind: 1, after: nil, limit: limit)
      #expect(page == Array(wanted.prefix(limit)))
    }
    try world.reopen()
    #expect(
      try world.store.sessions(fromSender: Self.sender, kind: 1, after: nil, limit: 99) == wanted)
  }

  @Test("leases: alice 1, 1, 1; bob none; after expiry bob 2")
  func leases() throws {
    let world = try World()
    let store = world.store
    #expect(try store.takeLease("lock", holder: "alice", milliseconds: 0) == 1)
    #expect(try store.takeLease("lock", holder: "alice", milliseconds: 300) == 1)
    #expect(try store.takeLease("lock", holder: "alice", milliseconds: 300) == 1)
    #expect(try store.takeLease("lock", holder: "bob", milliseconds: 300) == nil)
    #expect(try store.takeLease("other", holder: "bob", milliseconds: 300) == 1)
    world.clock.advance(milliseconds: 300)
    #expect(try store.takeLease("lock", holder: "bob", milliseconds: 300) == 2)
    #expect(try store.takeLease("lock", holder: "alice", milliseconds: 300) == nil)
  }

  @Test("settings travel in the batch of the sessions; absent means keep, not clear")
  func settings() throws {
    let world = try World()
    var batch = WriteBatch()
    batch.save(session(1))
    batch.set("backup version", to: Array("1".utf8))
    batch.set("sync token", to: [])
    try world.store.commit(batch)
    var next = WriteBatch()
    next.save(session(2))
    next.set("sync token", to: [7])
    try world.store.commit(next)
    for _ in 0..<2 {
      #expect(try world.store.setting("backup version") == Array("1".utf8))
      #expect(try world.store.setting("sync token") == [7])
      #expect(try world.store.listing() == sessions(1...2))
      try world.crash(CrashImage.none)
    }
    try world.store.set("sync token", to: nil)
    try world.store.set("never set", to: nil)
    try world.store.set("backup version", to: [])
    try world.reopen()
    #expect(try world.store.setting("sync token") == nil)
    #expect(try world.store.setting("backup version") == [])
  }

  @Test("withheld information by key and by room, replaced and removed")
  func withheld() throws {
    let world = try World()
    var batch = WriteBatch()
    for number in 1...3 {
      batch.withhold(session(number).key, info: [UInt8(number)])
      batch.withhold(session(number, room: "!b").key, info: Array("m.blacklisted".utf8))
    }
    batch.withhold(session(2).key, info: [22])
    batch.withhold(session(3).key, info: nil)
    try world.store.commit(batch)
    for _ in 0..<2 {
      #expect(try world.store.withheld(session(1).key) == [1])
      #expect(try world.store.withheld(session(2).key) == [22])
      #expect(try world.store.withheld(session(3).key) == nil)
      let inRoom = try world.store.withheld(inRoom: session(1).key.room)
      #expect(Set(inRoom.map(\.key)) == [session(1).key, session(2).key])
      #expect(Set(inRoom.map(\.info)) == [[1], [22]])
      #expect(try world.store.withheld(inRoom: Array("!b".utf8)).count == 3)
      try world.crash(CrashImage.none)
    }
  }
}
