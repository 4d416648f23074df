import Foundation
import Strandline
import Testing

@Suite("Finding, explaining, dumping")
struct DataVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test(
    "explain agrees with what the specification says is pending, for every session and version",
    arguments: ["clean", "flipped", "legacy", "islands", "compacted", "mid-compaction", "cut"]
      + ["mid-install", "torn"])
  func explain(state: String) throws {
    let path = try ExampleStore.copy(state, to: scratch)
    let contents = try ExampleStore.contents(state)
    let keys = contents.compactMap { ($0["session"] ?? $0["damaged"]) as? [String] }
    var reasons: Set<String> = []
    for line in contents {
      guard let pending = (line["pending"] ?? line["pending_for_new_version"]) as? [[String]]
      else { continue }
      let version = line["version"] as? String ?? "never seen"
      let publicKey = line["public_key"] as? String ?? ""
      var words = ["explain", path, "--json", "--reveal", "--backup=\(version)"]
      if !publicKey.isEmpty {
        words.append("--public-key=\(try #require(Self.bytes(publicKey)).base64EncodedString())")
      }
      for key in keys {
        let answer = try ToolRun(words + key).object()
        let damaged = contents.contains { $0["damaged"] as? [String] == key }
        #expect(
          answer["pending"] as? Bool == (pending.contains(key) || damaged), "\(version) \(key)")
        let reason = try #require(answer["reason"] as? String)
        reasons.insert(reason)
        #expect((answer["sentence"] as? String)?.hasSuffix(".") == true)
      }
    }
    #expect(!reasons.isEmpty)
    if state == "legacy" { #expect(reasons.contains("legacy")) }
    if state == "islands" { #expect(reasons.isSuperset(of: ["island", "forgotten"])) }
    if state == "flipped" { #expect(reasons.isSuperset(of: ["watermark", "damaged"])) }
    if state == "cut" { #expect(reasons == ["evidenceLost"]) }
  }

  private static func bytes(_ hexadecimal: String) -> Data? {
    let digits = Array(hexadecimal)
    return Data(
      stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(digits[$0...$0 + 1]), radix: 16)
      })
  }

  private func reason(_ path: String, _ number: Int, _ backup: String = "1") throws -> String? {
    let id = "sessionidthatissecret\(number)"
    return try ToolRun("explain", path, StoreFixture.room, id, "--backup", backup, "--json")
      .object()["reason"] as? String
  }

  @Test("explain tells every reason apart")
  func reasons() throws {
    let path = scratch.file("store")
    let store = try SessionStore.open(at: path)
    let one = BackupVersion("1")
    _ = try store.save((0..<2).map(StoreFixture.record), backedUpTo: one)
    _ = try store.save((2..<6).map(StoreFixture.record))
    _ = try store.acknowledge(
      [4, 5].map { Upload(key: StoreFixture.key($0), firstKnownIndex: UInt32($0)) }, for: one)
    var better = StoreFixture.record(5)
    better.firstKnownIndex = 0
    _ = try store.save([better])
    _ = try store.delete([StoreFixture.key(3)])
    try store.forgetBackup(BackupVersion("gone"))
    try store.close()
    #expect(try reason(path, 0) == "watermark")
    #expect(try reason(path, 2) == "notAcknowledged")
    #expect(try reason(path, 4) == "island")
    #expect(try reason(path, 5) == "improved")
    #expect(try reason(path, 3) == "deleted")
    #expect(try reason(path, 99) == "neverSeen")
    #expect(try reason(path, 0, "2") == "unknownVersion")
    #expect(try reason(path, 0, "gone") == "forgotten")
    try StoreFixture.damagePayload(of: 2, in: path)
    #expect(try reason(path, 2) == "damaged")
    let id = "sessionidthatissecret5"
    let text = ToolRun("explain", path, StoreFixture.room, id, "--backup=1").text
    #expect(text.hasPrefix("Pending for \"1\": revision 7 replaced 6 by a better copy"), "\(text)")
  }

  @Test("a version dropped as the 65th is explained by the floor")
  func floor() throws {
    let path = scratch.file("store")
    let store = try SessionStore.open(at: path)
    _ = try store.save([StoreFixture.record(0)])
    for number in 0...64 {
      _ = try store.acknowledge(
        [Upload(key: StoreFixture.key(0), firstKnownIndex: 0)], for: BackupVersion("v\(number)"))
    }
    try store.close()
    #expect(try reason(path, 0, "v0") == "floor")
    #expect(try reason(path, 0, "v1") == "watermark")
  }

  @Test("find shows every copy with its place and its state, and what each version has")
  func find() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
    let store = try SessionStore.open(at: path)
    var better = StoreFixture.record(7)
    better.firstKnownIndex = 1
    _ = try store.save([better])
    try store.close()
    let id = "sessionidthatissecret7"
    let lines = try ToolRun("find", path, StoreFixture.room, id, "--json").objects()
    let frames = lines.filter { $0["item"] as? String == "frame" }
    #expect(frames.map { $0["state"] as? String } == ["dead", "live"])
    #expect(frames.map { $0["first_known_index"] as? Int } == [7, 1])
    let evidence = try #require(lines.first { $0["item"] as? String == "evidence" })
    #expect(evidence["pending"] as? Bool == true)
    let map = lines.filter { $0["entry"] as? String == "map" }
    let live = try #require(frames.last)
    if let place = map.last?["leads_to"] as? String {
      let file = try #require(live["file"] as? String)
      let offset = try #require(live["offset"] as? Int)
      #expect(place == "\(file):\(offset)")
    }
    let text = ToolRun("find", path, StoreFixture.room, id).text
    #expect(text.contains("revision  \(live["revision"] as? Int ?? 0)\n"))
    #expect(ToolRun("find", path, StoreFixture.room, "other").exitCode == 66)
  }

  @Test("a tombstone is a trace, until a compaction has dropped it")
  func tombstone() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10)
    let store = try SessionStore.open(at: path)
    _ = try store.delete([StoreFixture.key(7)])
    try store.close()
    let words = ["find", path, StoreFixture.room, "sessionidthatissecret7", "--json"]
    let kinds = try ToolRun(words).objects().compactMap { $0["kind"] as? String }
    #expect(kinds == ["session", "sessionDeleted"])
    #expect(ToolRun("purge", path).exitCode == 0)
    #expect(ToolRun(words).exitCode == 66)
  }

  @Test("the live lines of a dump are the sessions there are", arguments: ExampleStore.all)
  func dump(state: String) throws {
    let path = try ExampleStore.copy(state, to: scratch)
    let lines = try ToolRun("dump", path, "--live", "--reveal").objects()
    let found = lines.filter { $0["kind"] as? String == "session" }.compactMap { line in
      [line["room"] as? String ?? "", line["session"] as? String ?? ""]
    }
    let expected = try ExampleStore.contents(state).compactMap {
      ($0["session"] ?? $0["damaged"]) as? [String]
    }
    #expect(Set(found) == Set(expected) && found.count == expected.count)
  }

  @Test("a dump accounts for every byte of the log behind the segments' headers")
  func dumpedBytes() throws {
    let path = try ExampleStore.copy("clean", to: scratch)
    var ends: [String: Int] = [:]
    for line in try ToolRun("dump", path).objects() {
      let file = try #require(line["file"] as? String)
      #expect(line["offset"] as? Int == ends[file, default: 128])
      ends[file] = (line["offset"] as? Int ?? 0) + (line["byte_count"] as? Int ?? 0)
    }
    for (file, end) in ends {
      let size = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(file)")).count
      #expect(end == size, "\(file)")
    }
  }

  @Test("changes come in order, go on from the last one, and leave rewritten ones out")
  func changes() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 5)
    func page(_ words: String...) throws -> [[String: Any]] {
      try ToolRun(["changes", path, "--json", "--reveal"] + words).objects()
    }
    #expect(try page("--since=0").map { $0["revision"] as? Int } == [1, 2, 3, 4, 5])
    #expect(try page("--since=0", "--limit=2").map { $0["revision"] as? Int } == [1, 2])
    let store = try SessionStore.open(at: path)
    var better = StoreFixture.record(3)
    better.firstKnownIndex = 0
    var trusted = StoreFixture.record(1)
    trusted.senderDataKind = 3
    _ = try store.save([better, trusted])
    try store.close()
    let news = try page("--since=5")
    #expect(news.map { $0["session"] as? String } == ["sessionidthatissecret3"])
    let last = try #require(news.last?["revision"] as? Int)
    #expect(ToolRun("changes", path, "--since=\(last)").text == "nothing has changed\n")
    #expect(ToolRun("changes", path, "--since=x").exitCode == 64)
  }
}
