import Foundation
import StrandlineInspect
import Testing

@Suite("Demonstration")
struct DemoTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("the demonstration holds what it promises", arguments: [1, 99, 100, 1_234])
  func steps(count: Int) throws {
    let path = scratch.file("demo")
    let run = ToolRun("demo", "--sessions", String(count), "--at", path, "--json")
    #expect(run.exitCode == 0, "\(run.errors)")
    let steps = try run.objects()
    #expect(
      steps.compactMap { $0["step"] as? String } == [
        "save", "back up to \"1\"", "count for \"1\"", "reset", "first page for \"2\"",
        "count for \"2\"", "first page for \"1\"", "count for \"1\"", "close and open",
        "first page for \"1\"",
      ])
    let reset = try #require(steps.first { $0["step"] as? String == "reset" })
    #expect(reset["sync_count"] as? Int == 1)
    #expect((reset["byte_count_written"] as? Int ?? .max) <= 4096)
    // It is a store like any other.
    #expect(
      try ToolRun("counts", path, "--backup=1", "--json").object()["backed_up"] as? Int == count
    )
  }

  @Test("the same seed makes the same sessions")
  func deterministic() throws {
    let paths = [scratch.file("one"), scratch.file("two")]
    for path in paths {
      #expect(ToolRun("demo", "--sessions=7", "--payload=33", "--at", path).exitCode == 0)
    }
    let pages = paths.map { ToolRun("pending", $0, "--backup=2", "--json", "--reveal").text }
    #expect(pages[0] == pages[1])
    #expect(pages[0].split(separator: "\n").count == 7)
  }

  @Test("a path that exists is refused with 73 and left alone")
  func existing() throws {
    let path = scratch.file("precious")
    try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
    let run = ToolRun("demo", "--sessions=1", "--at", path)
    #expect(run.exitCode == 73)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("precious".utf8))
    #expect(ToolRun("demo", "--sessions=1", "--at", scratch.file("no/where")).exitCode == 73)
  }

  @Test("--keep says where the store is")
  func keep() throws {
    let run = ToolRun("demo", "--sessions=1", "--payload=1", "--keep")
    #expect(run.exitCode == 0)
    let words = run.errors.split(separator: " ").map { String($0) }
    let path = try #require(words.last).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(ToolRun("counts", path).text == "sessions   1\n")
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    #expect(parent.contains("strandline-demo."))
    try FileManager.default.removeItem(atPath: parent)
  }

  @Test("one is said of one")
  func singular() {
    let text = ToolRun("demo", "--sessions=1", "--payload=1", "--at", scratch.file("demo")).text
    #expect(text.contains("1 session of 1 B"))
    #expect(text.contains("all in 1 page, "))
    #expect(text.contains("1 session to upload"))
  }
}
