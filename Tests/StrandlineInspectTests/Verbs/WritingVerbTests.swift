import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("Writing verbs")
struct WritingVerbTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
  }

  private func backedUp(_ version: String) throws -> Int? {
    try ToolRun("counts", path, "--backup", version, "--json").object()["backed_up"] as? Int
  }

  @Test("ack --all takes all that is pending, and a second time nothing")
  func acknowledgeAll() throws {
    let first = try ToolRun("ack", path, "--backup", "2", "--all", "--json").object()
    #expect(first["recorded"] as? Int == 10)
    #expect(try backedUp("2") == 10)
    let second = try ToolRun("ack", path, "--backup", "2", "--all", "--json").object()
    #expect(second["recorded"] as? Int == 0)
    #expect(try backedUp("1") == 4)
  }

  @Test("what pending prints can be acknowledged, from a file and from stdin")
  func acknowledgeLines() throws {
    let lines = ToolRun(
      "pending", path, "--backup=1", "--limit=2", "--json", "--reveal"
    ).text
    let run = try ToolRun("ack", path, "--backup=1", "-", "--json", input: lines).object()
    #expect(run["recorded"] as? Int == 2)
    #expect(try backedUp("1") == 6)

    let file = scratch.file("uploaded.jsonl")
    let rest = ToolRun("pending", path, "--backup=1", "--json", "--reveal").text
    try Data((rest + "\n  \n").utf8).write(to: URL(fileURLWithPath: file))
    #expect(ToolRun("ack", path, "--backup=1", file).text.hasPrefix("recorded            4\n"))
    #expect(try backedUp("1") == 10)
  }

  @Test("a session that was improved after the page was printed stays pending")
  func improvedMeanwhile() throws {
    let lines = ToolRun(
      "pending", path, "--backup=1", "--limit=1", "--json", "--reveal"
    ).text
    let store = try SessionStore.open(at: path)
    var better = StoreFixture.record(4)
    better.firstKnownIndex = 0
    _ = try store.save([better])
    try store.close()
    let unknown = #"{"room":"r","session":"s","first_known_index":0}"#
    let run = try ToolRun(
      "ack", path, "--backup=1", "-", "--json", input: lines + unknown
    ).object()
    #expect(run["recorded"] as? Int == 0)
    #expect(run["improved_meanwhile"] as? Int == 1)
    #expect(run["unknown"] as? Int == 1)
    #expect(try backedUp("1") == 4)
  }

  @Test("a bad line ends with 65, its number and no text of it; what stood before counts")
  func badLine() throws {
    let good = ToolRun("pending", path, "--backup=1", "--limit=1", "--json", "--reveal").text
    let run = ToolRun(
      "ack", path, "--backup=1", "-", input: good + #"{"room":"verysecret""# + "\n" + good)
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("memory, line 2 "))
    #expect(run.errors.contains("recorded so far: 1; what follows was not read"))
    #expect(!run.errors.contains("verysecret"))
    #expect(try backedUp("1") == 5)
  }

  @Test("what stands before a line without an end counts as well")
  func endlessLine() throws {
    let good = ToolRun("pending", path, "--backup=1", "--limit=1", "--json", "--reveal").text
    let run = ToolRun(
      "ack", path, "--backup=1", "-", input: good + String(repeating: "x", count: 2 << 20))
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("recorded so far: 1"))
    #expect(try backedUp("1") == 5)
  }

  @Test("a byte order mark and blank lines are passed over")
  func mark() throws {
    let good = ToolRun("pending", path, "--backup=1", "--limit=2", "--json", "--reveal").text
    let input = "\u{FEFF}" + good.replacingOccurrences(of: "\n", with: "\r\n\r\n")
    #expect(ToolRun("ack", path, "--backup=1", "-", input: input).exitCode == 0)
    #expect(try backedUp("1") == 6)
  }

  @Test("redacted lines are refused with the way out")
  func redactedLines() {
    let lines = ToolRun("pending", path, "--backup=1", "--json").text
    let run = ToolRun("ack", path, "--backup=1", "-", input: lines)
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("--reveal"))
  }

  @Test("a reset keeps what versions hold, costs one sync and little writing")
  func reset() throws {
    let run = try ToolRun("reset", path, "--json").object()
    #expect(run["reset"] as? Bool == true)
    #expect(run["sync_count"] as? Int == 1)
    #expect((run["byte_count_written"] as? Int ?? .max) <= 4096)
    #expect(try backedUp("1") == 4)
    #expect(ToolRun("reset", path).text.hasPrefix("reset: "))
  }

  @Test("what is forgotten is pending again, and only for that version")
  func forget() throws {
    _ = ToolRun("ack", path, "--backup=2", "--all")
    #expect(ToolRun("forget", path, "--backup", "1").exitCode == 0)
    #expect(try backedUp("1") == 0)
    #expect(try backedUp("2") == 10)
  }

  @Test(
    "a second writer is busy, and says what still works",
    arguments: [
      ["reset"], ["forget", "--backup=1"], ["ack", "--backup=1", "--all"],
    ])
  func busy(words: [String]) throws {
    let writer = try SessionStore.open(at: path)
    defer { try? writer.close() }
    let console = Console(output: Output(), errors: Output(), input: LineSource([]))
    #expect(Tool.run(arguments: words + [path], console: console) == 75)
    #expect(console.output.collected.isEmpty)
    #expect(String(decoding: console.errors.collected, as: UTF8.self).contains("reading verbs"))
  }
}
