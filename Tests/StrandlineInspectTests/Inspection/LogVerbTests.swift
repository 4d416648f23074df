import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("Verbs that show the log's end, constants and figures")
struct LogVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("tail shows the last commits, each of which record takes, and why the log ends")
  func tail() throws {
    let path = try ExampleStore.copy("torn", to: scratch.file("store"))
    let lines = try ToolRun("tail", path, "--count", "3", "--json").objects()
    #expect(lines.count == 4)
    let commits = lines.dropLast()
    #expect(commits.compactMap { $0["sequence"] as? Int } == [80, 81, 82])
    for commit in commits {
      let place = try #require(commit["place"] as? String)
      #expect(try ToolRun("record", place, "--json").object()["kind"] as? String == "commit")
      #expect(commit["synced_through"] as? Int ?? .max <= commit["offset"] as? Int ?? 0)
    }
    let end = lines[3]
    #expect(end["place"] as? String == "\(path)/00000015.segment:1536")
    #expect(end["byte_count_behind"] as? Int == 168)
    #expect(end["clean_mark"] as? Bool == false)
    let verdict = try #require(end["verdict"] as? String)
    let page = try String(
      contentsOf: ExampleStore.formats.appendingPathComponent("recovery.md"), encoding: .utf8)
    #expect(page.contains("| \(verdict) |"))
    #expect(ToolRun("tail", path).text.contains("behind it 168 B: \(verdict)\n"))
  }

  @Test("tail goes on into older segments, and a clean mark is the last commit of a closed store")
  func tailOfSeveral() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let lines = try ToolRun("tail", path, "--count", "1000", "--json").objects()
    let sequences = lines.dropLast().compactMap { $0["sequence"] as? Int }
    #expect(sequences == sequences.sorted() && sequences.first == 1 && sequences.last == 81)
    #expect(lines.last?["clean_mark"] as? Bool == true)
    #expect(ToolRun("tail", path).text.contains(", in a clean mark\n"))
  }

  @Test("tail of a store that was cut is 65")
  func damagedTail() throws {
    let path = try ExampleStore.copy("cut", to: scratch.file("store"))
    let run = ToolRun("tail", path)
    #expect(run.exitCode == 65)
    #expect(run.text.contains("the log ends at \(path)/00000015.segment:"))
  }

  @Test("follow shows the commits that a writer makes meanwhile, and ends after so many")
  func follow() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 2)
    let writer = Writer(path)
    try writer.start()
    defer { writer.stop() }
    let run = ToolRun("follow", path, "--count", "4", "--seconds", "60", "--json")
    #expect(run.exitCode == 0, "\(run.errors)")
    let sequences = try run.objects().compactMap { $0["sequence"] as? Int }
    #expect(sequences.count == 4)
    for (former, next) in zip(sequences, sequences.dropFirst()) { #expect(next > former) }
    for commit in try run.objects() {
      let kinds = try #require(commit["kinds"] as? [[String: Any]])
      #expect(kinds.first?["kind"] as? String == "session")
    }
    let text = ToolRun("follow", path, "--count", "2", "--seconds", "60").text
    #expect(text.split(separator: "\n").count == 4)
  }

  @Test("follow goes from a segment into the next one and misses no commit")
  func followAcrossSegments() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 2)
    let writer = Writer(path, segmentByteCountMax: 4096)
    try writer.start()
    defer { writer.stop() }
    let run = ToolRun("follow", path, "--count", "100", "--seconds", "120", "--json")
    let commits = try run.objects()
    #expect(commits.count == 100)
    let sequences = commits.compactMap { $0["sequence"] as? Int }
    let first = try #require(sequences.first)
    // Each commit is one session; the writer's own numbers have no gap.
    #expect(sequences == Array(first..<first + 100))
    let files = Set(
      commits.compactMap { ($0["place"] as? String)?.split(separator: ":").first })
    #expect(files.count > 1)
  }

  @Test("constants agree with the byte tables, and name pages that are there")
  func constants() throws {
    let lines = try ToolRun("constants", "--json").objects()
    var values: [String: Int] = [:]
    for line in lines {
      let name = try #require(line["constant"] as? String)
      #expect(values[name] == nil, "\(name) stands twice")
      values[name] = line["value"] as? Int
      let page = try #require(line["page"] as? String)
      let url = ExampleStore.formats.deletingLastPathComponent().appendingPathComponent(page)
      #expect(FileManager.default.fileExists(atPath: url.path), "\(page)")
    }
    for table in try FormatTable.all() where table.page != "imported-session" {
      let size = table.rows.reduce(0) { $0 + $1.byteCount }
      #expect(values["\(table.page): \(table.heading)"] == size)
    }
    for (constant, table) in [
      ("file header", "file-header: Layout"),
      ("segment header", "segment: Layout of the segment header"),
      ("frame header", "frame: Header"), ("lock note", "lock: Layout"),
      ("index page header", "index-page: Layout"),
    ] {
      #expect(values[constant] == values[table], "\(constant)")
    }
  }

  @Test("stats counts the files that are there and the sessions that counts counts")
  func stats() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let stats = try ToolRun("stats", path, "--json").object()
    let files = try ExampleStore.files(of: path)
    #expect(stats["file_count"] as? Int == files.count)
    let bytes = try files.reduce(0) { $0 + (try ExampleStore.bytes(of: $1).count) }
    #expect(stats["byte_count_on_disk"] as? Int == bytes)
    for (field, ending) in [
      ("segment_count", ".segment"), ("run_count", ".run"), ("map_count", ".map"),
      ("manifest_count", ".manifest"),
    ] {
      #expect(stats[field] as? Int == files.count { $0.hasSuffix(ending) })
    }
    let total = try ToolRun("counts", path, "--json").object()["total"] as? Int
    #expect(stats["sessions"] as? Int == total)
    #expect(ToolRun("stats", path).text.contains("sessions       57\n"))
  }
}
