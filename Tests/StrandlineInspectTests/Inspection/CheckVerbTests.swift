import Foundation
import Strandline
import Testing

@Suite("check")
struct CheckVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test(
    "every byte of every file of an example store has one class", arguments: ExampleStore.all)
  func account(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    let run = ToolRun("check", path, "--full", "--json")
    let isDamaged = ExampleStore.damaged.contains(name)
    #expect(run.exitCode == (isDamaged ? 65 : 0), "\(run.errors)")
    let lines = try run.objects()
    let files = lines.filter { $0["line"] as? String == "file" }
    #expect(files.count == (try ExampleStore.files(of: path)).count)
    for file in files {
      let name = try #require(file["file"] as? String)
      let size = try ExampleStore.bytes(of: "\(path)/\(name)").count
      #expect(file["byte_count"] as? Int == size)
      let classes = try #require(file["byte_counts"] as? [[String: Any]])
      #expect(classes.reduce(0) { $0 + ($1["byte_count"] as? Int ?? 0) } == size, "\(name)")
    }
    let verdict = try #require(lines.last)
    #expect(verdict["line"] as? String == "verdict")
    #expect(verdict["clean"] as? Bool == !isDamaged)
  }

  @Test("the table's columns add up to each file's size, and so does the last row")
  func table() throws {
    let path = try ExampleStore.copy("torn", to: scratch.file("store"))
    let rows = ToolRun("check", path).text.split(separator: "\n").dropFirst(2)
      .prefix { !$0.hasPrefix("clean") }
    #expect(rows.count == (try ExampleStore.files(of: path)).count + 1)
    for row in rows {
      let numbers = row.split(separator: " ").dropFirst().compactMap {
        Int($0.replacing(",", with: ""))
      }
      try #require(numbers.count == 10)
      #expect(numbers.dropLast().reduce(0, +) == numbers[9], "\(row)")
    }
  }

  @Test("a flipped bit is named with a place that other verbs take, ids redacted")
  func finding() throws {
    let path = try ExampleStore.copy("flipped", to: scratch.file("store"))
    let run = ToolRun("check", path)
    #expect(run.exitCode == 65)
    #expect(run.text.contains("\ndamaged: 1 place in 21 files"))
    #expect(run.text.contains("#1 (18 B)"))
    let finding = try #require(
      try ToolRun("check", path, "--json").objects().first { $0["line"] as? String == "finding" })
    let place = try #require(finding["place"] as? String)
    #expect(run.text.contains(place))
    let record = try ToolRun("record", place, "--json").object()
    #expect(record["body"] as? String == "payload damaged")
    #expect(ToolRun("record", place).exitCode == 65)
    #expect(ToolRun("hexdump", place).exitCode == 65)
  }

  @Test("a quick check does not read payloads, sees a cut, and says how far it looked")
  func quick() throws {
    let path = try ExampleStore.copy("flipped", to: scratch.file("store"))
    let run = ToolRun("check", path, "--quick")
    #expect(run.exitCode == 0)
    #expect(run.text.contains("clean as far as a quick check looks: 21 files"))
    let cut = try ExampleStore.copy("cut", to: scratch.file("cut"))
    let other = ToolRun("check", cut, "--quick")
    #expect(other.exitCode == 65)
    #expect(other.text.contains("everything is pending"))
    #expect(ToolRun("check", path, "--quick", "--full").exitCode == 64)
  }

  @Test("a live store is checked beside its writer, which is not disturbed")
  func live() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 4)
    let store = try SessionStore.open(at: path)
    try store.save([StoreFixture.record(9)])
    let run = ToolRun("check", path)
    #expect(run.exitCode == 0)
    #expect(run.text.contains("5 sessions in place"))
    try store.save([StoreFixture.record(10)])
    try store.close()
    #expect(ToolRun("check", path).text.contains("6 sessions in place"))
  }
}
