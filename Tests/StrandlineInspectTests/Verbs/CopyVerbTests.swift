import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("Snapshots and salvage by the tool")
struct CopyVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("a snapshot is made beside a writer, holds what was committed, and changes nothing")
  func snapshot() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
    let writer = try SessionStore.open(at: path)
    _ = try writer.save([StoreFixture.record(10)])
    let before = try StoreFixture.image(of: path)
    let copy = scratch.file("copy")
    let run = try ToolRun("snapshot", path, "--output", copy, "--json").object()
    #expect(run["sessions"] as? Int == 11)
    #expect(try StoreFixture.image(of: path) == before)
    _ = try writer.save([StoreFixture.record(11)])
    try writer.close()
    #expect(
      ToolRun("counts", copy, "--backup=1").text
        == "sessions   11\nbacked up  4\npending    7\n")
    let store = try SessionStore.open(at: copy)
    #expect(try store.verify(.full).isClean)
    _ = try store.save([StoreFixture.record(12)])
    try store.close()
    #expect(ToolRun("counts", path).text == "sessions   12\n")
  }

  @Test(
    "a snapshot of an example store gives the same answers",
    arguments: ["clean", "torn", "unclean", "legacy", "islands", "compacted", "mid-compaction"]
      + ["mid-install", "mid-checkpoint"])
  func examples(state: String) throws {
    let path = try ExampleStore.copy(state, to: scratch)
    let before = try StoreFixture.image(of: path)
    let copy = scratch.file("copy")
    let run = ToolRun("snapshot", path, "--output", copy)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try StoreFixture.image(of: path) == before)
    // A reader hands out less of a log that did not end in order than the next writer.
    let writer = try SessionStore.open(at: path)
    try writer.close()
    let versions = try Self.backups(path)
    #expect(try Self.backups(copy) == versions)
    for version in versions.map(\.version) + ["new"] {
      #expect(
        ToolRun("pending", copy, "--backup", version, "--reveal").text
          == ToolRun("pending", path, "--backup", version, "--reveal").text)
    }
    let store = try SessionStore.open(at: copy)
    #expect(try store.verify(.full).isClean)
    try store.close()
  }

  @Test("snapshots made while a writer saves, deletes and compacts are whole stores")
  func busyStore() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 200, backedUp: 100)
    var options = Options()
    options.segmentByteCountMax = 16 << 10
    let store = try SessionStore.open(at: path, options: options)
    for turn in 0..<6 {
      let copy = scratch.file("copy-\(turn)")
      DispatchQueue.concurrentPerform(iterations: 2) { side in
        do {
          if side == 0 {
            for round in (turn * 4 + 1)...(turn * 4 + 4) {
              _ = try store.save((0..<50).map { StoreFixture.record(round * 1_000 + $0) })
              _ = try store.delete(
                (0..<50).map { StoreFixture.key((round - 1) * 1_000 + $0 + 100) })
            }
            try store.compact()
          } else {
            try SessionStore.copy(from: path, to: copy, isCompacted: turn.isMultiple(of: 3))
          }
        } catch {
          Issue.record("\(error)")
        }
      }
      let copied = try SessionStore.open(at: copy)
      let report = try copied.verify(.full)
      #expect(report.isClean, "\(report.findings)")
      #expect(copied.damageReport.isEmpty)
      // What version "1" holds is touched by nobody.
      #expect(try copied.counts(for: BackupVersion("1")).backedUp == 100)
      try copied.close()
    }
    try store.close()
  }

  private struct Backup: Equatable {
    let version: String
    let watermark: Int?
    let backedUp: Int?
    let islands: Int?
  }

  private static func backups(_ path: String) throws -> [Backup] {
    let backups = try ToolRun("info", path, "--json").object()["backups"] as? [[String: Any]]
    return try #require(backups).map { backup in
      let version = backup["backup"] as? [String: Any]
      return Backup(
        version: version?["version"] as? String ?? "", watermark: backup["watermark"] as? Int,
        backedUp: backup["backed_up"] as? Int, islands: backup["island_count"] as? Int)
    }
  }

  @Test("a store whose evidence had to be dropped is not copied, so that it cannot come back")
  func lostEvidence() throws {
    let path = try ExampleStore.copy("cut", to: scratch)
    for words in [["snapshot"], ["compact"]] {
      let run = ToolRun(words + [path, "--output", scratch.file("copy")])
      #expect(run.exitCode == 65)
      #expect(run.errors.contains("salvage"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["cut"])
    }
  }

  @Test("salvage of a whole store keeps everything, evidence too")
  func wholeSalvage() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
    let copy = scratch.file("copy")
    let run = ToolRun("salvage", path, "--output", copy, "--json")
    #expect(run.exitCode == 0)
    let report = try run.object()
    #expect(report["sessions"] as? Int == 10)
    #expect(report["evidence_kept"] as? Bool == true)
    #expect(ToolRun("counts", copy, "--backup=1").text.contains("backed up  4\n"))
  }

  @Test("salvage waits for a commit that is half written; for a torn end it does not wait for ever")
  func halfWritten() throws {
    let path = try ExampleStore.copy("torn", to: scratch.file("store"))
    var lookCount = 0
    let environment = try Environment.holdingWhole(path) { (path) throws(StoreError) in
      lookCount += 1
      if lookCount == 2 {
        try? FileManager.default.removeItem(atPath: path)
        _ = try? ExampleStore.copy("clean", to: path)
      }
      return try Environment.holding(path)
    }
    #expect(lookCount == 2)
    let report = try SessionStore.repair(
      from: path, to: scratch.file("whole"), environment: environment, progress: nil)
    #expect(report.isEvidenceKept)
    let torn = try ExampleStore.copy("torn", to: scratch.file("torn"))
    #expect(ToolRun("salvage", torn, "--output", scratch.file("pending")).exitCode == 65)
  }

  @Test("salvage lists the place and the name of what was lost, and ends with 65")
  func lostSession() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
    try StoreFixture.damagePayload(of: 6, in: path)
    let before = try StoreFixture.image(of: path)
    let copy = scratch.file("copy")
    let run = ToolRun("salvage", path, "--output", copy, "--reveal", "--json")
    #expect(run.exitCode == 65)
    #expect(try StoreFixture.image(of: path) == before)
    let lines = try run.objects()
    let lost = try #require(lines.first { $0["item"] as? String == "lost_session" })
    #expect(lost["session"] as? String == "sessionidthatissecret6")
    let range = try #require(lines.first { $0["item"] as? String == "lost_range" })
    #expect(range["kind"] as? String == "record")
    #expect((range["offset"] as? Int ?? 0) > 0)
    #expect(ToolRun("counts", copy).text == "sessions   9\n")
    let text = ToolRun("salvage", path, "--output", scratch.file("other")).text
    #expect(text.contains("lost: room") && !text.contains("secret"))
  }

  @Test("salvage of the example stores", arguments: ExampleStore.troubled)
  func salvagedExamples(state: String) throws {
    let path = try ExampleStore.copy(state, to: scratch)
    let copy = scratch.file("copy")
    let run = ToolRun("salvage", path, "--output", copy, "--json")
    #expect([0, 65].contains(run.exitCode), "\(run.errors)")
    let report = try #require(try run.objects().first)
    let isWhole =
      report["evidence_kept"] as? Bool == true && report["lost_range_count"] as? Int == 0
    #expect((run.exitCode == 0) == isWhole)
    #expect(isWhole == (state == "mid-compaction"))
    let recovered = try #require(report["sessions"] as? Int)
    #expect(recovered >= (try ExampleStore.sessionCount(state)) - 1)
    #expect(ToolRun("counts", copy).text == "sessions   \(recovered)\n")
  }

  @Test(
    "what is there already is not touched, and what is missing is said",
    arguments: [["snapshot"], ["salvage"], ["compact"]])
  func places(words: [String]) throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 2)
    let taken = try StoreFixture.make(at: scratch.file("taken"), count: 1)
    let before = try StoreFixture.image(of: taken)
    #expect(ToolRun(words + [path, "--output", taken]).exitCode == 73)
    #expect(try StoreFixture.image(of: taken) == before)
    #expect(ToolRun(words + [path, "--output", scratch.file("a/b")]).exitCode == 73)
    let none = scratch.file("none")
    #expect(ToolRun(words + [none, "--output", scratch.file("copy")]).exitCode == 66)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("copy")))
  }

  @Test("salvage ended by a signal leaves nothing beside the store, or a whole one")
  func interrupted() throws {
    guard let tool = BuiltTool() else { return }
    let path = try StoreFixture.make(at: scratch.file("store"), count: 2_000)
    let run = try tool.shell(
      #""$TOOL" salvage "$1" --output "$2" & pid=$!; sleep 0.05; kill -TERM $pid; wait $pid"#,
      path, scratch.file("copy"))
    #expect([0, 143].contains(run.exitCode), "\(run.errors)")
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
    #expect(left == (run.exitCode == 0 ? ["copy", "store"] : ["store"]))
  }
}
