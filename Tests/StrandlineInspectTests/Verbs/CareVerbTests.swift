import Foundation
import Strandline
import Testing

@Suite("Compaction, purge and rebuild by the tool")
struct CareVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A store most of which is dead, with evidence for half of what lives.
  private func worn(_ name: String = "worn") throws -> String {
    let path = scratch.file(name)
    var options = Options()
    options.segmentByteCountMax = 64 << 10
    options.backgroundCompaction = false
    let store = try SessionStore.open(at: path, options: options)
    let records = (0..<200).map { number in
      SessionRecord(
        key: StoreFixture.key(number), payload: [UInt8](repeating: 0xAB, count: 2_000),
        firstKnownIndex: 1_000)
    }
    _ = try store.save(records)
    _ = try store.delete((50..<200).map(StoreFixture.key))
    _ = try store.save((0..<25).map(StoreFixture.record), backedUpTo: BackupVersion("1"))
    try store.close()
    return path
  }

  private func isWhole(_ path: String) throws -> Bool {
    let store = try SessionStore.open(at: path)
    let report = try store.verify(.full)
    try store.close()
    return report.isClean
  }

  @Test("compact gives space back and changes nothing else")
  func compact() throws {
    let path = try worn()
    let run = try ToolRun("compact", path, "--json").object()
    let before = try #require(run["byte_count_before"] as? Int)
    let after = try #require(run["byte_count_on_disk"] as? Int)
    #expect(after * 2 < before)
    #expect(ToolRun("counts", path, "--backup=1").text.hasPrefix("sessions   50\nbacked up  25\n"))
    #expect(try isWhole(path))
    #expect(ToolRun("compact", path).text.hasPrefix("before  "))
  }

  @Test("after a purge no file holds a byte of what was deleted")
  func purge() throws {
    let path = try worn()
    #expect(ToolRun("purge", path).exitCode == 0)
    let deleted = Data(StoreFixture.key(199).session)
    for (_, data) in try StoreFixture.image(of: path) {
      #expect(data.range(of: deleted) == nil)
    }
    #expect(try isWhole(path))
  }

  @Test("compact --output makes a smaller copy with the same answers and leaves the store alone")
  func compactedCopy() throws {
    let path = try worn()
    let before = try StoreFixture.image(of: path)
    let copy = scratch.file("copy")
    let run = try ToolRun("compact", path, "--output", copy, "--json").object()
    #expect(try StoreFixture.image(of: path) == before)
    #expect(run["output"] as? String == copy)
    let sizes = [run["byte_count_before"] as? Int ?? 0, run["byte_count_on_disk"] as? Int ?? .max]
    #expect(sizes[1] * 2 < sizes[0])
    let arguments = ["--backup=1"]
    #expect(
      ToolRun(["counts", copy] + arguments).text == ToolRun(["counts", path] + arguments).text)
    #expect(
      ToolRun(["pending", copy, "--reveal"] + arguments).text
        == ToolRun(["pending", path, "--reveal"] + arguments).text)
    #expect(try isWhole(copy))
  }

  @Test("a rebuild replaces every index file, also a damaged one, and keeps evidence")
  func rebuild() throws {
    let path = try worn()
    #expect(ToolRun("compact", path).exitCode == 0)
    let index = try FileManager.default.contentsOfDirectory(atPath: path).filter {
      $0.hasSuffix(".run") || $0.hasSuffix(".map")
    }
    #expect(!index.isEmpty)
    for name in index {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      var data = try Data(contentsOf: file)
      data[data.count / 2] ^= 0xFF
      try data.write(to: file)
    }
    let run = try ToolRun("rebuild", path, "--json").object()
    let made = try #require(run["index_files"] as? [String])
    #expect(!made.isEmpty && Set(made).isDisjoint(with: index))
    let left = try FileManager.default.contentsOfDirectory(atPath: path)
    #expect(Set(made).isSubset(of: left) && Set(index).isDisjoint(with: left))
    #expect(ToolRun("counts", path, "--backup=1").text.hasPrefix("sessions   50\nbacked up  25\n"))
    #expect(try isWhole(path))
  }

  @Test("a rebuild of an empty store says that there is nothing to index")
  func emptyRebuild() throws {
    let path = try StoreFixture.make(at: scratch.file("empty"), count: 0)
    let run = ToolRun("rebuild", path)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.text.contains("nothing lives"))
  }

  @Test("they work on the example stores, and leave them whole", arguments: ExampleStore.all)
  func examples(state: String) throws {
    let path = try ExampleStore.copy(state, to: scratch)
    let count = try ExampleStore.sessionCount(state)
    for verb in ["rebuild", "compact", "purge"] {
      let run = ToolRun(verb, path)
      #expect(run.exitCode == 0, "\(verb): \(run.errors)")
      #expect(ToolRun("counts", path).text == "sessions   \(count)\n", "\(verb)")
    }
    // What is damaged is left as it is.
    if state != "flipped", state != "cut" { #expect(try isWhole(path)) }
  }

  @Test("a path without a store, and a second writer", arguments: ["compact", "purge", "rebuild"])
  func refused(verb: String) throws {
    #expect(ToolRun(verb, scratch.file("none")).exitCode == 66)
    let path = try StoreFixture.make(at: scratch.file("store"), count: 2)
    let writer = try SessionStore.open(at: path)
    #expect(ToolRun(verb, path).exitCode == 75)
    try writer.close()
  }

  @Test("ended by a signal in the middle, the store is as good as before")
  func interrupted() throws {
    guard let tool = BuiltTool() else { return }
    let path = try worn()
    for delay in ["0", "0.01", "0.03", "0.1"] {
      let run = try tool.shell(
        #""$TOOL" compact "$1" & pid=$!; sleep "$2"; kill -TERM $pid; wait $pid"#, path, delay)
      #expect([0, 143].contains(run.exitCode), "\(run.errors)")
      #expect(ToolRun("counts", path).text == "sessions   50\n")
    }
    #expect(try isWhole(path))
  }
}
