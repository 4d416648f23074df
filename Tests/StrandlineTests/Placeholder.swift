import Foundation
import Strandline
import Testing

@Test func smoke() throws {
  let path = "/tmp/smoke-\(UInt64.random(in: 0...UInt64.max))"
  defer { try? FileManager.default.removeItem(atPath: path) }
  let store = try SessionStore.open(at: path)
  var recs: [SessionRecord] = []
  for i in 0..<100 {
    recs.append(
      SessionRecord(
        key: SessionKey(room: "r\(i%3)", session: "s\(i)"),
        payload: Array(repeating: UInt8(i), count: i * 37), firstKnownIndex: 5,
        senderKey: Array(repeating: 7, count: 32), senderDataKind: UInt8(i % 2)))
  }
  let o = try store.save(recs)
  #expect(o.allSatisfy { $0 == .inserted })
  let v = BackupVersion("1")
  #expect(try store.counts(for: v) == (try store.counts(for: v)))
  let b = try store.pending(for: v, limit: 40)
  #expect(b.sessions == Array(recs.prefix(40)))
  #expect(try store.acknowledge(b).recorded == 40)
  #expect(try store.pending(for: v, limit: 1000).sessions.count == 60)
  #expect(try store.session(recs[50].key) == recs[50])
  try store.resetBackupState()
  var r = recs[0]; r.firstKnownIndex = 1
  #expect(try store.save([r]) == [.improved])
  #expect(try store.pending(for: v, limit: 1000).sessions.count == 61)
  #expect(try store.delete([recs[1].key]) == 1)
  #expect(try store.setting("a") == nil)
  try store.set("a", to: [1])
  #expect(try store.setting("a") == [1])
  #expect(try store.takeLease("l", holder: "alice", milliseconds: 0) == 1)
  #expect(try store.takeLease("l", holder: "alice", milliseconds: 30000) == 1)
  #expect(try store.takeLease("l", holder: "bob", milliseconds: 300) == nil)
  var n = 0
  var c = try store.sessions(inRoom: Array("r1".utf8))
  while let x = try c.next() { n += 1; #expect(x.key.room == Array("r1".utf8)) }
  #expect(n == 32)
  #expect(
    try store.sessions(fromSender: Array(repeating: 7, count: 32), kind: 1, after: nil, limit: 1000)
      .count == 49)
  try store.close()
  try store.reopen()
  #expect(store.damageReport.isEmpty)
  #expect(try store.pending(for: v, limit: 1000).sessions.count == 61)
  #expect(try store.session(recs[50].key) == recs[50])
  #expect(try store.acknowledge(b).improvedMeanwhile == [recs[0].key])
  print(try store.statistics())
  let ro = try SessionStore.open(
    at: path,
    options: {
      var o = Options(); o.readOnly = true; return o
    }())
  #expect(try ro.counts(for: v).total == 99)
  #expect(throws: StoreError.self) { try SessionStore.open(at: path) }
}
