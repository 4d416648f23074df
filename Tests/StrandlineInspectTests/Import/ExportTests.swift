import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("Export")
struct ExportTests {
  let scratch: ImportScratch

  init() throws { scratch = try ImportScratch() }

  @Test("import, export, import, export: nothing is lost and nothing moves")
  func roundTrip() throws {
    #expect(ToolRun("import", scratch.store, ImportFixture.vector("array.json")).exitCode == 0)
    let first = scratch.exported()
    let second = try ImportScratch()
    #expect(try second.run(first).exitCode == 0)
    #expect(second.exported() == first)
    let lines = try ImportScratch()
    #expect(try lines.run(scratch.lines().joined(separator: "\n")).exitCode == 0)
    #expect(lines.exported() == first)
  }

  @Test("what a client wrote comes out with every field it had")
  func fields() throws {
    #expect(ToolRun("import", scratch.store, ImportFixture.vector("array.json")).exitCode == 0)
    func entries(_ text: String) throws -> [NSDictionary] {
      // Foundation has no such number; that it stays is another test's.
      let text = text.replacingOccurrences(of: "1e400", with: "\"1e400\"")
      let array = try JSONSerialization.jsonObject(with: Data(text.utf8))
      return try #require(array as? [NSDictionary])
    }
    let original = String(decoding: try ImportFixture.bytes("array.json"), as: UTF8.self)
    #expect(try entries(scratch.exported()) == entries(original))
    #expect(try entries(original).count == 8)
  }

  @Test("an empty store exports an empty array that can be imported")
  func empty() throws {
    #expect(try scratch.run("[]").exitCode == 0)
    let array = try JSONSerialization.jsonObject(with: Data(scratch.exported().utf8))
    #expect((array as? [Any])?.isEmpty == true)
    #expect(scratch.lines().isEmpty)
    #expect(try scratch.run(scratch.exported()).exitCode == 0)
  }

  @Test("sessions that were not imported are left out and counted")
  func others() throws {
    _ = try StoreFixture.make(at: scratch.store, count: 3)
    #expect(try scratch.run("[\(ImportFixture.entry(1))]").exitCode == 0)
    let run = ToolRun("export", scratch.store)
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("left out 3 sessions"))
    #expect(run.text == "[\n\(ImportFixture.entry(1))\n]\n")
  }

  @Test("a payload under another session's name, or with another index, is not exported as its key")
  func foreign() throws {
    let payload = ImportedSession(key: ImportFixture.key(1), members: []).encode()
    let store = try SessionStore.open(at: scratch.store)
    let id = ImportFixture.sessionID(1)
    try store.save([
      SessionRecord(key: SessionKey(room: "r", session: "other"), payload: payload),
      SessionRecord(key: SessionKey(room: "r", session: id), payload: payload, firstKnownIndex: 1),
      SessionRecord(key: SessionKey(room: [0xFF], session: Array(id.utf8)), payload: payload),
      SessionRecord(key: SessionKey(room: "s", session: id), payload: Array(payload.dropLast())),
    ])
    try store.close()
    let run = ToolRun("export", scratch.store, "--json")
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("left out 4 sessions"))
  }

  @Test("a damaged store is exported as far as it can be read, and that is 65")
  func damaged() throws {
    #expect(try scratch.run("[\(ImportFixture.entry(1)),\(ImportFixture.entry(2))]").exitCode == 0)
    try scratch.damage(1)
    let run = ToolRun("export", scratch.store)
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("damaged"))
    #expect(run.text == "[\n\(ImportFixture.entry(2))\n]\n")
  }

  @Test("it works beside a writer and changes nothing")
  func besideWriter() throws {
    #expect(try scratch.run("[\(ImportFixture.entry(1))]").exitCode == 0)
    let writer = try SessionStore.open(at: scratch.store)
    defer { try? writer.close() }
    let before = try StoreFixture.image(of: scratch.store)
    #expect(scratch.lines().count == 1)
    #expect(try StoreFixture.image(of: scratch.store) == before)
    #expect(try scratch.run("[\(ImportFixture.entry(2))]").exitCode == 75)
  }

  @Test("a reader that goes away is met with silence")
  func closedPipe() throws {
    guard let tool = BuiltTool() else { return }
    let entries = (0..<250).map {
      ImportFixture.entry(UInt8($0), "\"x\":\"\(String(repeating: "y", count: 2_000))\"")
    }
    #expect(try scratch.run("[\(entries.joined(separator: ","))]").exitCode == 0)
    let run = try tool.shell(
      #"("$TOOL" export "$1"; echo "$?" >&2) | head -n 1"#, scratch.store)
    #expect(run.output == "[\n")
    #expect(run.errors == "0\n")
  }

  @Test("the same session in two rooms is two sessions")
  func twoRooms() throws {
    let entries = [ImportFixture.entry(1, room: "!a:x"), ImportFixture.entry(1, room: "!b:x")]
    #expect(try scratch.run("[\(entries.joined(separator: ","))]").exitCode == 0)
    #expect(scratch.lines() == entries)
  }
}
