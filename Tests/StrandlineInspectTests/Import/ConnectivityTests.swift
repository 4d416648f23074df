import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("A forged export does not win", .enabled(if: ImportFixture.hasCryptography))
struct ConnectivityTests {
  let scratch: ImportScratch

  init() throws { scratch = try ImportScratch() }

  /// Entries of a vector, as text.
  private func entries(_ name: String) throws -> [String] {
    let array = try JSONSerialization.jsonObject(with: Data(ImportFixture.bytes(name)))
    return try #require(array as? [[String: Any]]).map { entry in
      String(decoding: try JSONSerialization.data(withJSONObject: entry), as: UTF8.self)
    }
  }

  private func keys(_ name: String) throws -> [ExportedKey] {
    let array = try JSONSerialization.jsonObject(with: Data(ImportFixture.bytes(name)))
    return try #require(array as? [[String: Any]]).map { entry in
      let text = try #require(entry["session_key"] as? String)
      let bytes = try #require(Base64Text.decode(Array(text.utf8)))
      return try #require(ExportedKey(bytes))
    }
  }

  @Test("the ratchet goes where another implementation's goes, from every copy to every later one")
  func ratchet() throws {
    let keys = try keys("copies.json")
    let system = try SystemCryptography()
    #expect(keys.map(\.index).contains(.max))
    for earlier in keys {
      for later in keys where later.index >= earlier.index {
        var ratchet = MegolmRatchet(earlier)
        try ratchet.advance(to: later.index, system)
        #expect(ratchet == MegolmRatchet(later), "\(earlier.index) to \(later.index)")
        #expect(ratchet.bytes.elementsEqual(later.bytes[5..<133]))
      }
    }
  }

  @Test("true copies improve one another, in whatever order and file they come")
  func improvement() throws {
    let entries = try Array(entries("copies.json").reversed())
    let run = try scratch.run("[\(entries.joined(separator: ","))]", "--json").object()
    #expect(run["inserted"] as? Int == 1)
    #expect(run["improved"] as? Int == entries.count - 1)
    for entry in entries.reversed() {
      #expect(try scratch.run("[\(entry)]").exitCode == 0)
    }
    #expect(try scratch.count() == 1)
    #expect(try keys("copies.json")[0].bytes == exportedKey())

    let apart = try ImportScratch()
    for entry in entries { #expect(try apart.run("[\(entry)]").exitCode == 0) }
    #expect(apart.exported() == scratch.exported())
  }

  private func exportedKey() throws -> [UInt8]? {
    let line = try #require(scratch.lines().first)
    let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    return Base64Text.decode(Array((entry?["session_key"] as? String ?? "").utf8))
  }

  @Test("forged copies of one file are refused by number, and the first copy stays")
  func forgedInFile() throws {
    let run = ToolRun("import", scratch.store, ImportFixture.vector("forged.json"), "--json")
    #expect(run.exitCode == 0)
    let object = try run.object()
    #expect(object["inserted"] as? Int == 1)
    #expect(object["conflicts"] as? Int == 4)
    let refusals = try #require(object["refusals"] as? [[String: Any]])
    #expect(refusals.map { $0["entry"] as? Int } == [2, 3, 4, 5])
    #expect(
      refusals.map { $0["reason"] as? String } == ["forged", "forged", "forged", "otherSender"])
    #expect(try exportedKey() == keys("forged.json")[0].bytes)
  }

  @Test("forged copies of a stored session are refused, and a file of nothing else is 65")
  func forgedInStore() throws {
    let entries = try entries("forged.json")
    #expect(try scratch.run("[\(entries[0])]").exitCode == 0)
    let before = scratch.exported()
    for forged in entries.dropFirst() {
      let run = try scratch.run("[\(forged)]")
      #expect(run.exitCode == 65)
      #expect(run.errors.contains("entry 1 "))
      #expect(run.errors.contains("the stored copy stays"))
    }
    #expect(scratch.exported() == before)
  }

  @Test("a forged copy gives no evidence, the stored copy's twin does")
  func evidence() throws {
    let entries = try entries("forged.json")
    #expect(try scratch.run("[\(entries[0])]").exitCode == 0)
    for forged in entries.dropFirst() {
      #expect(try scratch.run("[\(forged)]", "--backed-up-to", "7").exitCode == 65)
    }
    #expect(try scratch.backedUp("7") == 0)
    #expect(try scratch.run("[\(entries[0])]", "--backed-up-to", "7").exitCode == 0)
    #expect(try scratch.backedUp("7") == 1)
    #expect(try scratch.backedUp("8") == 0)
  }

  @Test("a better copy is pending again, a worse one changes nothing")
  func pending() throws {
    let entries = try entries("copies.json")
    #expect(try scratch.run("[\(entries[3])]", "--backed-up-to", "7").exitCode == 0)
    #expect(try scratch.run("[\(entries[5])]").exitCode == 0)
    #expect(try scratch.backedUp("7") == 1)
    #expect(try scratch.run("[\(entries[1])]").exitCode == 0)
    #expect(try scratch.backedUp("7") == 0)
    #expect(try scratch.run("[\(entries[3])]", "--backed-up-to", "7").exitCode == 0)
    #expect(try scratch.backedUp("7") == 0)
  }

  @Test("other words about the same key leave the stored ones, also beside --backed-up-to")
  func metadata() throws {
    let first = ImportFixture.entry(1, #""x":1"#)
    #expect(try scratch.run("[\(first)]").exitCode == 0)
    let run = try scratch.run("[\(ImportFixture.entry(1, #""x":2"#))]", "--json").object()
    #expect(run["unchanged"] as? Int == 1)
    let second = ImportFixture.entry(1, #""x":3"#)
    #expect(try scratch.run("[\(second)]", "--backed-up-to", "7").exitCode == 0)
    #expect(try scratch.backedUp("7") == 1)
    #expect(scratch.lines() == [first])
  }

  @Test("a host's own payload is not replaced by what cannot be compared with it")
  func opaque() throws {
    let key = SessionKey(room: ImportFixture.room, session: ImportFixture.sessionID(1))
    let own = SessionRecord(key: key, payload: [1, 2, 3], firstKnownIndex: 5)
    let store = try SessionStore.open(at: scratch.store)
    try store.save([own])
    try store.close()
    let lower = try scratch.run("[\(ImportFixture.entry(1, index: 4))]", "--json")
    #expect(lower.exitCode == 65)
    #expect(lower.errors.contains("cannot be compared"))
    for index: UInt32 in [5, 6] {
      let run = try scratch.run(
        "[\(ImportFixture.entry(1, index: index))]", "--json", "--backed-up-to=1")
      #expect(try run.object()["kept"] as? Int == 1)
    }
    #expect(try scratch.record(1) == own)
    #expect(try scratch.backedUp("1") == 0)
  }

  @Test("without cryptography a lower copy is refused, and its reason says so")
  func noLibrary() throws {
    #if canImport(Darwin)
      print("skipped: this system has its own cryptography")
    #else
      let entries = try entries("copies.json")
      let path = try scratch.write("two", Array("[\(entries[1]),\(entries[0])]".utf8))
      let verb = try #require(Verb.all.first { $0.name == "import" })
      let console = Console(output: Output(), errors: Output(), input: LineSource([]))
      let code = try Verb.importFiles(
        Arguments(parsing: [scratch.store, path], for: verb), console,
        libraryNames: ["libnowhere.so.9"])
      #expect(code == .success)
      let errors = String(decoding: console.errors.collected, as: UTF8.self)
      #expect(errors.contains("entry 2 cannot be compared"))
      #expect(errors.contains("without the system's cryptography"))
    #endif
  }

  @Test("a damaged stored copy is superseded")
  func damaged() throws {
    #expect(try scratch.run("[\(ImportFixture.entry(1))]").exitCode == 0)
    try scratch.damage(1)
    #expect(try scratch.run("[\(ImportFixture.entry(1, index: 3))]").exitCode == 0)
    #expect(scratch.lines() == [ImportFixture.entry(1, index: 3)])
  }
}
