import Foundation
import StrandlineInspect
import Testing

@Suite("doctor")
struct DoctorVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func found(_ path: String) throws -> [String] {
    try ToolRun("doctor", path, "--json").objects().compactMap { $0["found"] as? String }
  }

  @Test("every row it can name stands in Formats/recovery.md, to the letter, below its heading")
  func rows() throws {
    let page = try String(
      contentsOf: ExampleStore.formats.appendingPathComponent("recovery.md"), encoding: .utf8)
    var headings: [String: String] = [:]
    for section in page.components(separatedBy: "\n## ").dropFirst() {
      let heading = section.prefix { $0 != "\n" }
      headings[String(heading)] = section
    }
    for row in RecoveryRow.all {
      let section = try #require(headings[row.table])
      #expect(section.contains("\n| \(row.found) | \(row.done) |"), "\(row.found)")
    }
    // Of these tables no row is left out but the one that never comes to an end of a log.
    for table in Set(RecoveryRow.all.map(\.table)) {
      let lines = (headings[table] ?? "").split(separator: "\n").filter { $0.hasPrefix("| ") }
      let missing = table == "Where the log ends" ? 1 : 0
      #expect(RecoveryRow.all.count { $0.table == table } == lines.count - 1 - missing)
    }
  }

  @Test(
    "what opening the example stores does",
    arguments: [
      ("clean", 0, "the highest manifest is valid", ""),
      ("unclean", 0, "the highest manifest is valid", ""),
      ("flipped", 65, "sealed, or clean, or X < P: a name or payload is bad", "1 record"),
      ("torn", 0, "otherwise, a commit at X that is not whole or not intact", "168 B behind"),
      ("cut", 65, "the file is shorter than the manifest says", "every session is pending"),
      ("mid-compaction", 0, "the highest manifest is valid", ""),
      ("mid-install", 0, "a named segment is there under its name with `.new`", ""),
    ])
  func examples(name: String, exitCode: Int, row: String, loss: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    let run = ToolRun("doctor", path)
    #expect(Int(run.exitCode) == exitCode)
    #expect(try found(path).contains { $0.hasPrefix(row) })
    #expect(run.text.contains("lost: nothing\n") == loss.isEmpty)
    #expect(loss.isEmpty || run.text.contains(loss))
  }

  @Test("damaged and missing manifests, segments and index files have their rows")
  func broken() throws {
    let whole = try ExampleStore.copy("clean", to: scratch.file("whole"))
    func row(_ change: (String) throws -> Void) throws -> [String] {
      let path = scratch.file(UUID().uuidString)
      try FileManager.default.copyItem(atPath: whole, toPath: path)
      try change(path)
      #expect(ToolRun("doctor", path).exitCode == 65)
      return try found(path)
    }
    func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: file) }
    func flip(_ file: String, at offset: Int) throws {
      var bytes = try ExampleStore.bytes(of: file)
      bytes[offset] ^= 1
      try ExampleStore.write(bytes, to: file)
    }
    #expect(
      try row { try flip("\($0)/0000001e.manifest", at: 100) }
        .contains("the highest manifest is damaged"))
    #expect(
      try row { try remove("\($0)/00000003.segment") }.contains("a named segment is missing"))
    let none = try row {
      try remove("\($0)/0000001e.manifest")
      try remove("\($0)/0000001d.manifest")
    }
    #expect(none.contains("no manifest, and a segment whose file header is good"))
    let index = "a run or the map is missing or damaged, also if that shows while the store is open"
    #expect(try row { try remove("\($0)/00000017.run") }.contains(index))
    #expect(try row { try flip("\($0)/00000017.run", at: 5000) }.contains(index))
    #expect(
      try row { try flip("\($0)/0000001c.watermarks", at: 150) }
        .contains("the watermarks are missing or damaged"))
    let nothing = try row { path in
      for file in try ExampleStore.files(of: path) {
        try ExampleStore.write([UInt8](repeating: 0, count: 200), to: file)
      }
    }
    #expect(nothing == ["no manifest and no segment can be read"])
  }

  @Test("the command it names is one that this tool has and takes")
  func command() throws {
    let path = try ExampleStore.copy("flipped", to: scratch.file("a store"))
    let line = try #require(try ToolRun("doctor", path, "--json").objects().last)
    let command = try #require(line["command"] as? String)
    #expect(command == "strandline check '\(path)' --full --reveal")
    let words = command.replacing("'\(path)'", with: "STORE").split(separator: " ").dropFirst()
    #expect(ToolRun(words.map { $0 == "STORE" ? path : String($0) }).exitCode == 65)
  }

  @Test("where no file can be opened but frames are left, it names salvage, which brings them over")
  func salvage() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let total = try ToolRun("counts", path, "--json").object()["total"] as? Int
    for file in try ExampleStore.files(of: path) {
      if file.hasSuffix(".manifest") { try FileManager.default.removeItem(atPath: file) }
      guard file.hasSuffix(".segment") else { continue }
      var bytes = try ExampleStore.bytes(of: file)
      bytes[60] ^= 1
      try ExampleStore.write(bytes, to: file)
    }
    let run = ToolRun("doctor", path, "--json")
    #expect(run.exitCode == 65)
    let command = try #require(try run.objects().last?["command"] as? String)
    #expect(command == "strandline salvage \(path) --output NEW-STORE")
    let output = scratch.file("new")
    let words = command.replacing("NEW-STORE", with: output).split(separator: " ").dropFirst()
    #expect(ToolRun(words.map { String($0) }).exitCode == 65)
    #expect(try ToolRun("counts", output, "--json").object()["total"] as? Int == total)
  }

  @Test("a directory in the place of an index file is an index file that is missing")
  func directory() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let files = try ExampleStore.files(of: path).filter {
      $0.hasSuffix(".run") || $0.hasSuffix(".map") || $0.hasSuffix(".watermarks")
    }
    for file in files {
      let other = scratch.file(UUID().uuidString)
      try FileManager.default.copyItem(atPath: path, toPath: other)
      let name = file.replacing(path, with: other)
      try FileManager.default.removeItem(atPath: name)
      try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: false)
      let isNamed = ToolRun("manifest", other).text.contains(
        name.split(separator: "/").last.map { String($0) } ?? "")
      #expect(ToolRun("check", other).exitCode == (isNamed ? 65 : 0), "\(name)")
      #expect(try ToolRun("counts", other, "--json").object()["total"] as? Int == 57)
      #expect(ToolRun("reset", other).exitCode == 0)
      #expect(ToolRun("check", other).exitCode == 0, "mended by the writer")
    }
  }

  @Test("a damaged index file is written anew by the command it names")
  func rebuild() throws {
    let path = try ExampleStore.copy("compacted", to: scratch.file("store"))
    let map = try #require(try ExampleStore.files(of: path).first { $0.hasSuffix(".map") })
    var bytes = try ExampleStore.bytes(of: map)
    bytes[4500] ^= 1
    try ExampleStore.write(bytes, to: map)
    let line = try #require(try ToolRun("doctor", path, "--json").objects().last)
    #expect(line["command"] as? String == "strandline rebuild \(path)")
    #expect(ToolRun("rebuild", path).exitCode == 0)
    #expect(ToolRun("check", path, "--full").exitCode == 0)
  }
}
