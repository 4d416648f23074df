import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("Import, the verb")
struct ImportVerbTests {
  let scratch: ImportScratch

  init() throws { scratch = try ImportScratch() }

  @Test("a missing file is 66, before there is a store")
  func missing() throws {
    let array = ImportFixture.vector("array.json")
    #expect(ToolRun("import", scratch.store, array, scratch.scratch.file("nowhere")).exitCode == 66)
    #expect(!scratch.storeExists)
    let secret = scratch.scratch.file("no-secret")
    let run = ToolRun(
      "import", scratch.store, ImportFixture.vector("export.txt"), "--passphrase-file", secret)
    #expect(run.exitCode == 66)
    #expect(!scratch.storeExists)
  }

  @Test(
    "a wrong command line is 64",
    arguments: [
      ["import"], ["import", "store"], ["import", "store", "file", "--backed-up-to="],
      ["import", "store", "file", "--public-key=aa"], ["import", "store", "file", "--reveal"],
      ["export"], ["export", "store", "more"],
    ])
  func usage(words: [String]) { #expect(ToolRun(words).exitCode == 64) }

  @Test("what is no store is left alone")
  func notAStore() throws {
    let file = try scratch.write("file", [1])
    #expect(ToolRun("import", file, ImportFixture.vector("array.json")).exitCode == 66)
    let deep = scratch.scratch.file("no/where")
    #expect(ToolRun("import", deep, ImportFixture.vector("array.json")).exitCode == 73)
    #expect(ToolRun("export", deep).exitCode == 66)
  }

  @Test(
    "a file that is nothing of ours is told what it is, and makes no store",
    arguments: [
      ([], "is empty"), (Array(" \n".utf8), "is empty"),
      ([0xFF, 0xFE, 0x5B, 0x00], "save it as UTF-8"), ([0xFE, 0xFF, 0x00, 0x5B], "UTF-16"),
      ([0x1F, 0x8B, 8, 0], "unpack it"), (Array("PK\u{3}\u{4}".utf8), "unpack it"),
      (Array("hello".utf8), "begins with"), (Array("-----BEGIN PGP".utf8), "no room-key export"),
    ])
  func unknownFile(bytes: [UInt8], message: String) throws {
    let run = ToolRun("import", scratch.store, try scratch.write("input", bytes))
    #expect(run.exitCode == 65)
    #expect(run.errors.contains(message))
    #expect(!scratch.storeExists)
  }

  @Test("several files are one import each, and one unusable file is 65 in the end")
  func severalFiles() throws {
    let good = try scratch.write("good", Array("[\(ImportFixture.entry(1))]".utf8))
    let bad = try scratch.write("bad", Array("[{}]".utf8))
    let run = ToolRun("import", scratch.store, bad, good, good, "--json")
    #expect(run.exitCode == 65)
    let objects = try run.objects()
    #expect(objects.map { $0["inserted"] as? Int } == [0, 1, 0])
    #expect(objects.map { $0["unchanged"] as? Int } == [0, 0, 1])
    #expect(try scratch.count() == 1)
  }

  @Test("the report in words")
  func words() throws {
    let run = try scratch.run("[\(ImportFixture.entry(1)),{}]")
    #expect(run.text.contains("  entries           2\n"))
    #expect(run.text.contains("  new               1\n"))
    #expect(run.text.contains("  refused           1\n"))
  }

  @Test("more refusals than anyone reads are told in ranges")
  func manyRefusals() throws {
    let entries = [String](repeating: "{}", count: 150) + ["1", "{}"]
    let run = try scratch.run("[\(entries.joined(separator: ",")),\(ImportFixture.entry(1))]")
    #expect(run.exitCode == 0)
    #expect(run.errors.split(separator: "\n").count == 102)
    #expect(run.errors.contains("also entries 101–150, 152: each is neither"))
    #expect(run.errors.contains("also entries 151: each is not a JSON object"))
  }

  @Test("a backup version with its key is another one than without")
  func publicKey() throws {
    let run = try scratch.run(
      "[\(ImportFixture.entry(1))]", "--backed-up-to=1", "--public-key", "AAAA")
    #expect(run.exitCode == 0)
    #expect(try scratch.backedUp("1") == 0)
    let key = ["counts", scratch.store, "--backup=1", "--public-key=AAAA", "--json"]
    #expect(try ToolRun(key).object()["backed_up"] as? Int == 1)
  }

  @Test("an encrypted file, no passphrase file and no terminal: the way out is told")
  func noTerminal() throws {
    guard let tool = BuiltTool(), ImportFixture.hasCryptography else { return }
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/setsid") else {
      print("skipped: this system has no setsid")
      return
    }
    let run = try tool.shell(
      #"/usr/bin/setsid -w "$TOOL" import "$1" "$2""#, scratch.store,
      ImportFixture.vector("export.txt"))
    #expect(run.exitCode == 64)
    #expect(run.errors.contains("--passphrase-file FILE"))
  }

  @Test("many sessions are imported in many batches, duplicates across them included")
  func batches() throws {
    let rows = (0..<2_500).map {
      #"{"session_id":"s\#($0 % 1_700)","room_id":"r","pickled_session":"p\#($0 % 1_700)"}"#
    }
    let run = try scratch.run(rows.joined(separator: "\n"), "--json").object()
    #expect(run["entries"] as? Int == 2_500)
    #expect(run["inserted"] as? Int == 1_700)
    #expect(run["unchanged"] as? Int == 800)
  }
}
