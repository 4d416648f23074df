import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("Rows of older stores")
struct LegacyRowTests {
  let scratch: ImportScratch

  init() throws { scratch = try ImportScratch() }

  private func row(_ session: String, _ more: String = "") -> String {
    #"{"session_id":"\#(session)","room_id":"!r:x","pickled_session":"pickle of \#(session)""#
      + (more.isEmpty ? "" : "," + more) + "}\n"
  }

  private func stored(_ session: String, room: String = "!r:x") throws -> SessionRecord? {
    var options = Options()
    options.readOnly = true
    let store = try SessionStore.open(at: scratch.store, options: options)
    defer { try? store.close() }
    return try store.session(SessionKey(room: room, session: session))
  }

  @Test("real rows: clean ones count as backed up anywhere until the first reset")
  func vector() throws {
    let run = ToolRun("import", scratch.store, ImportFixture.vector("legacy.jsonl"), "--json")
    #expect(run.exitCode == 0)
    #expect(try run.object()["inserted"] as? Int == 5)
    #expect(try run.object()["kind"] as? String == "lines")
    #expect(try scratch.backedUp("1") == 3)
    #expect(try scratch.backedUp("2") == 3)
    #expect(ToolRun("reset", scratch.store).exitCode == 0)
    #expect(try scratch.backedUp("2") == 0)
  }

  @Test("with --backed-up-to the clean ones are evidence for that version alone")
  func knownVersion() throws {
    let path = ImportFixture.vector("legacy.jsonl")
    #expect(ToolRun("import", scratch.store, path, "--backed-up-to", "4").exitCode == 0)
    #expect(try scratch.backedUp("4") == 3)
    #expect(try scratch.backedUp("5") == 0)
  }

  @Test("an import can be repeated")
  func repeated() throws {
    let path = ImportFixture.vector("legacy.jsonl")
    #expect(ToolRun("import", scratch.store, path).exitCode == 0)
    let again = try ToolRun("import", scratch.store, path, "--json").object()
    #expect(again["unchanged"] as? Int == 5)
    #expect(try scratch.backedUp("1") == 3)
  }

  @Test("the payload is the pickle: a string's text, or the JSON as it is written")
  func payload() throws {
    let lines = row("a") + #"{"session_id":"b","room_id":"!r:x","pickled_session":{"x": 1e400}}"#
    #expect(try scratch.run(lines).exitCode == 0)
    #expect(try stored("a")?.payload == Array("pickle of a".utf8))
    #expect(try stored("b")?.payload == Array(#"{"x": 1e400}"#.utf8))
  }

  @Test("room, index, sender and kind are taken from the row or an open pickle")
  func fields() throws {
    let sender = ImportFixture.base64([UInt8](repeating: 8, count: 32))
    let open =
      #"{"session_id":"a","sender_data_type":3,"pickled_session":{"room_id":"!in:x","#
      + #""sender_key":"\#(sender)","pickle":{"initial_ratchet":{"inner":[],"counter":12}}}}"#
    #expect(try scratch.run(open + "\n" + row("b", #""first_known_index":4"#)).exitCode == 0)
    let a = try #require(try stored("a", room: "!in:x"))
    #expect(a.firstKnownIndex == 12)
    #expect(a.senderKey == [UInt8](repeating: 8, count: 32))
    #expect(a.senderDataKind == 3)
    #expect(try stored("b")?.firstKnownIndex == 4)
  }

  @Test("a row without a room is stored under a stand-in, and counted")
  func noRoom() throws {
    let run = try scratch.run(#"{"session_id":"a","pickled_session":"p","backed_up_to":-1}"#)
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("1 row names no room"))
    #expect(try stored("a", room: "?")?.payload == Array("p".utf8))
  }

  @Test(
    "only what says beyond doubt that it is backed up counts so",
    arguments: [
      ("", true), (#""needs_backup":0,"backed_up_to":-1"#, true), (#""needs_backup":false"#, true),
      (#""needs_backup":null"#, true), (#""needs_backup":1"#, false),
      (#""needs_backup":true"#, false), (#""needs_backup":"no""#, false),
      (#""backed_up_to":0"#, false), (#""backed_up_to":3,"needs_backup":0"#, false),
    ])
  func flags(members: String, isBackedUp: Bool) throws {
    #expect(try scratch.run(row("a", members)).exitCode == 0)
    #expect(try scratch.backedUp("1") == (isBackedUp ? 1 : 0))
  }

  @Test("a bad line is refused by its number, and the lines behind it are read")
  func badLines() throws {
    let bad = [
      #"{"session_id":"#, #"{"session_id":"secret","backed_up_to":-1}"#,
      #"{"pickled_session":"secret"}"#, "garbage", #"{"rooms":{}}"#,
      #"{"session_id":"s","pickled_session":"p","room_id":7}"#,
    ]
    let run = try scratch.run(
      row("a") + bad.map { $0 + "\r\n" }.joined() + "\n \n" + row("b"), "--json")
    #expect(run.exitCode == 0)
    let refusals = try #require(try run.object()["refusals"] as? [[String: Any]])
    #expect(refusals.map { $0["entry"] as? Int } == [2, 3, 4, 5, 6, 7])
    #expect(
      refusals.map { $0["reason"] as? String } == [
        "broken", "noPickle", "badSessionID", "broken", "unknownKind", "badRoom",
      ])
    #expect(!run.errors.contains("secret"))
    #expect(try scratch.count() == 2)
  }

  @Test("a file without one good row is 65")
  func nothingGood() throws { #expect(try scratch.run("{}\n{}\n").exitCode == 65) }

  @Test("a line without an end is not gathered for ever; what stood before it is imported")
  func longLine() throws {
    let run = try scratch.run(row("a") + String(repeating: "x", count: 3 << 20))
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("what follows"))
    #expect(try scratch.count() == 1)
  }

  @Test("rows and room keys may stand in one array, and rows leave a stored key alone")
  func mixed() throws {
    let rows = row("a") + "," + ImportFixture.entry(1) + "," + row("b")
    #expect(try scratch.run("[\(rows)]").exitCode == 0)
    #expect(try scratch.count() == 3)
    let twin =
      #"{"session_id":"\#(ImportFixture.sessionID(1))","room_id":"\#(ImportFixture.room)","#
      + #""pickled_session":"p"}"#
    #expect(try scratch.run(twin).exitCode == 0)
    #expect(scratch.lines() == [ImportFixture.entry(1)])
  }

  @Test("lines of room keys are imported as well, from stdin too")
  func linesOfKeys() throws {
    let lines = (1...3).map { ImportFixture.entry(UInt8($0)) }.joined(separator: "\n")
    #expect(ToolRun("import", scratch.store, "-", input: lines).exitCode == 0)
    #expect(scratch.lines().joined(separator: "\n") == lines)
  }
}
