import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("Reading verbs")
struct ReadingVerbTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try StoreFixture.make(at: scratch.file("a store, größer 🧵"), count: 10, backedUp: 4)
  }

  @Test("counts with and without a version, as text and as JSON")
  func counts() throws {
    #expect(ToolRun("counts", path).text == "sessions   10\n")
    #expect(
      ToolRun("counts", path, "--backup", "1").text
        == "sessions   10\nbacked up  4\npending    6\n")
    let json = try ToolRun("counts", path, "--backup", "1", "--json").object()
    #expect(json["total"] as? Int == 10)
    #expect(json["backed_up"] as? Int == 4)
    #expect(json["pending"] as? Int == 6)
    #expect(try ToolRun("counts", path, "--json").object().keys.sorted() == ["total"])
  }

  @Test("the same version with a public key is another backup")
  func publicKey() throws {
    let key = String(repeating: "0a", count: 32)
    let json = try ToolRun(
      "counts", path, "--backup=1", "--public-key", key, "--json"
    ).object()
    #expect(json["backed_up"] as? Int == 0)
    let backup = json["backup"] as? [String: Any]
    let base64 = Data([UInt8](repeating: 10, count: 32)).base64EncodedString()
    #expect(backup?["public_key"] as? String == base64)
  }

  @Test("info names the path, the sessions and every version")
  func info() throws {
    let run = ToolRun("info", path)
    #expect(run.exitCode == 0)
    #expect(run.text.contains(path))
    #expect(run.text.contains("sessions  10\n"))
    #expect(run.text.contains("\"1\""))
    #expect(run.text.contains("no damage was found"))
    let json = try ToolRun("info", path, "--json").object()
    #expect(json["path"] as? String == path)
    #expect(json["sessions"] as? Int == 10)
    #expect(json["damaged"] as? Bool == false)
    let backups = try #require(json["backups"] as? [[String: Any]])
    try #require(backups.count == 1)
    #expect(backups[0]["backed_up"] as? Int == 4)
    #expect(backups[0]["pending"] as? Int == 6)
    #expect((json["byte_count_on_disk"] as? Int ?? 0) > 0)
  }

  @Test("pending shows a page in order, no more than its limit")
  func pending() throws {
    let page = try ToolRun(
      "pending", path, "--backup", "1", "--limit", "4", "--json", "--reveal"
    ).objects()
    #expect(page.map { $0["first_known_index"] as? Int } == [4, 5, 6, 7])
    try #require(page.count == 4)
    #expect(page[0]["room"] as? String == StoreFixture.room)
    #expect(page[0]["session"] as? String == "sessionidthatissecret4")
    #expect(page[0]["payload_byte_count"] as? Int == StoreFixture.record(4).payload.count)
    #expect(try ToolRun("pending", path, "--backup", "2", "--json").objects().count == 10)
  }

  @Test("an empty page says so, and is no line of JSON")
  func nothingPending() throws {
    let full = try StoreFixture.make(at: scratch.file("full"), count: 3, backedUp: 3)
    #expect(ToolRun("pending", full, "--backup", "1").text == "nothing is pending\n")
    #expect(ToolRun("pending", full, "--backup", "1", "--json").output.isEmpty)
  }

  @Test("without --reveal no verb shows a room id, a session id, a sender key or a payload")
  func redaction() throws {
    let key = StoreFixture.key(5)
    let id = String(decoding: key.session, as: UTF8.self)
    try StoreFixture.damagePayload(of: 6, in: path)
    let commands = [
      ["info", path], ["counts", path, "--backup=1"], ["pending", path, "--backup=1"],
      ["get", path, StoreFixture.room, id], ["get", path, StoreFixture.room, "unknown-secret"],
      ["get", path, StoreFixture.room, "sessionidthatissecret6"],
    ]
    let senderKey = Data([UInt8](repeating: 7, count: 32)).base64EncodedString()
    for command in commands {
      for words in [command, command + ["--json"]] {
        let console = Console(output: Output(), errors: Output(), input: LineSource([]))
        _ = Tool.run(arguments: words, console: console)
        let shown = String(
          decoding: console.output.collected + console.errors.collected, as: UTF8.self)
        #expect(!shown.isEmpty)
        for secret in ["secret", senderKey] {
          #expect(!shown.contains(secret), "\(words[0])")
        }
      }
    }
    #expect(ToolRun("get", path, StoreFixture.room, id, "--reveal").text.contains(senderKey))
  }

  @Test("redacted rooms keep their number, sessions take the next")
  func redactedNumbers() throws {
    let page = try ToolRun("pending", path, "--backup", "1", "--json").objects()
    let rooms = page.map { ($0["room"] as? [String: Int])?["redacted"] }
    let sessions = page.map { ($0["session"] as? [String: Int])?["redacted"] }
    #expect(rooms == [1, 1, 1, 1, 1, 1])
    #expect(sessions == [1, 2, 3, 4, 5, 6])
  }

  @Test("get shows a session, and its payload only when asked")
  func get() throws {
    let record = StoreFixture.record(5)
    let id = String(decoding: record.key.session, as: UTF8.self)
    #expect(ToolRun("get", path, StoreFixture.room, id, "--payload").output == record.payload)
    let json = try #require(
      try ToolRun("get", path, StoreFixture.room, id, "--payload", "--json").objects().first)
    #expect(json["payload"] as? String == Data(record.payload).base64EncodedString())
    #expect(json["sender_data_kind"] as? Int == 2)
    let plain = try #require(
      try ToolRun("get", path, StoreFixture.room, id, "--json").objects().first)
    #expect(plain["payload"] == nil)
    let base64 = [record.key.room, record.key.session].map { Data($0).base64EncodedString() }
    #expect(ToolRun("get", path, base64[0], base64[1], "--base64").exitCode == 0)
    #expect(ToolRun("get", path, StoreFixture.room, "other").exitCode == 66)
  }

  @Test("ids that are no text come and go as base64")
  func binaryIds() throws {
    let store = try SessionStore.open(at: path)
    _ = try store.save([
      SessionRecord(key: SessionKey(room: [0xFF], session: [0x00, 0x80]), payload: [])
    ])
    try store.close()
    let run = ToolRun("get", path, "/w==", "AIA=", "--base64", "--json", "--reveal")
    #expect(run.text.contains(#""room":{"base64":"/w=="},"session":{"base64":"AIA="}"#))
  }

  @Test("reading verbs work while a writer holds the store, and change nothing")
  func besideWriter() throws {
    let writer = try SessionStore.open(at: path)
    let before = try StoreFixture.image(of: path)
    let id = "sessionidthatissecret5"
    #expect(ToolRun("info", path).exitCode == 0)
    #expect(ToolRun("counts", path, "--backup=1").text.contains("sessions   10\n"))
    #expect(ToolRun("pending", path, "--backup=1").exitCode == 0)
    #expect(ToolRun("get", path, StoreFixture.room, id).exitCode == 0)
    #expect(try StoreFixture.image(of: path) == before)
    _ = try writer.save([StoreFixture.record(100)])
    #expect(ToolRun("counts", path).text == "sessions   11\n")
    try writer.close()
  }
}
