import Foundation
import StrandlineInspect
import Testing

@Suite("The page about the tool's JSON")
struct ToolJSONPageTests {
  private static func page() throws -> String {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return try String(
      contentsOf: root.appendingPathComponent("Formats/tool-json.md"), encoding: .utf8)
  }

  /// The names of all fields, those of inner objects included.
  private static func names(in value: Any) -> Set<String> {
    if let object = value as? [String: Any] {
      return object.values.reduce(Set(object.keys)) { $0.union(names(in: $1)) }
    }
    return (value as? [Any] ?? []).reduce([]) { $0.union(names(in: $1)) }
  }

  @Test("it names every field that any verb prints")
  func fields() throws {
    let scratch = try Scratch()
    let demo = scratch.file("demo")
    let keys = scratch.file("keys")
    let islands = try ExampleStore.copy("islands", to: scratch)
    let path = try StoreFixture.make(at: scratch.file("store"), count: 5, backedUp: 2)
    try StoreFixture.damagePayload(of: 4, in: path)
    let commands = [
      ["demo", "--sessions=10", "--at", demo], ["info", path], ["info", demo, "--reveal"],
      ["counts", path, "--backup=1"], ["pending", path, "--backup=1"],
      ["pending", demo, "--backup=2", "--reveal"],
      ["get", path, StoreFixture.room, "sessionidthatissecret1", "--payload"],
      ["import", keys] + ["array.json", "forged.json"].map(ImportFixture.vector),
      ["export", keys], ["ack", demo, "--backup=2", "--all"], ["reset", demo],
      ["forget", demo, "--backup=2"], ["salvage", path, "--output", scratch.file("salvaged")],
      ["snapshot", demo, "--output", scratch.file("copy")],
      ["compact", demo, "--output", scratch.file("compacted")], ["compact", demo],
      ["purge", demo], ["rebuild", demo], ["space", path], ["diff", path, demo], ["dump", path],
      ["dump", islands], ["changes", path, "--since=0"],
      ["find", islands, "!room0:example.org", "session-0"],
      ["explain", path, StoreFixture.room, "sessionidthatissecret1", "--backup=1"],
      ["picture", path, "--output", scratch.file("page")],
    ]
    try check(commands + inspections(path, scratch))
  }

  /// Verbs that look into a store, on one that has everything they show.
  private func inspections(_ damaged: String, _ scratch: Scratch) throws -> [[String]] {
    let store = try ExampleStore.copy("islands", to: scratch.file("islands again"))
    let files = ["00000022.watermarks", "0000002b.map", "00000025.run"].map { "\(store)/\($0)" }
    return [
      ["check", damaged], ["check", files[1]],
      ["upgrade", store, "--dry-run"], ["segments", store], ["segment", store, "1", "--layout"],
      ["record", "\(store)/00000001.segment:184"], ["hexdump", "\(store)/LOCK"],
      ["manifest", store], ["map", store], ["map", files[1]], ["runs", store], ["runs", files[2]],
      ["watermarks", files[0]], ["tail", store], ["doctor", damaged], ["scrub", damaged],
      ["stats", store], ["constants"], ["dump", "\(store)/00000001.segment"],
      ["tail", "\(store)/00000001.segment"], ["scrub", files[2]],
    ]
  }

  private func check(_ commands: [[String]]) throws {
    let page = try Self.page()
    for command in commands {
      let console = Console(output: Output(), errors: Output(), input: LineSource([]))
      _ = Tool.run(arguments: command + ["--json"], console: console)
      let lines = String(decoding: console.output.collected, as: UTF8.self).split(separator: "\n")
      #expect(!lines.isEmpty, "\(command[0])")
      for line in lines where !line.contains("\"x.unknown\":") && !line.contains("1e400") {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        for name in Self.names(in: object) {
          #expect(
            page.contains("`\(name)`") || page.contains("\"\(name)\":"),
            "\(command[0]) prints \(name)")
        }
      }
    }
  }

  @Test("it has a section or a mention for every verb that takes --json")
  func verbs() throws {
    let page = try Self.page()
    let headings = page.split(separator: "\n").filter { $0.hasPrefix("### ") }.joined()
    for verb in Verb.all where verb.options.contains(where: { $0.name == "--json" }) {
      #expect(headings.contains(verb.name))
    }
  }

  @Test("its examples are lines of JSON, escaped as the tool escapes")
  func examples() throws {
    let page = try Self.page()
    let blocks = page.components(separatedBy: "```")
    try #require(blocks.count == 3)
    let lines = blocks[1].split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
  }
}
