import Foundation
import StrandlineInspect
import Testing

@Suite("Verbs that show the structure")
struct StructureVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func segments(of path: String) throws -> [String] {
    try ExampleStore.files(of: path).filter { $0.contains(".segment") }
  }

  @Test("the layout of a segment has every byte of it, without a gap", arguments: ExampleStore.all)
  func layout(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    for file in try segments(of: path) {
      let run = ToolRun("segment", file, "--layout", "--json")
      var end = 0
      for line in try run.objects() {
        #expect(line["offset"] as? Int == end, "\(file)")
        end += line["byte_count"] as? Int ?? 0
      }
      #expect(end == (try ExampleStore.bytes(of: file)).count)
      #expect(run.exitCode == 0 || ExampleStore.damaged.contains(name))
    }
  }

  @Test("every place that segment prints can be pasted into record and hexdump")
  func places() throws {
    let path = try ExampleStore.copy("compacted", to: scratch.file("store"))
    for file in try segments(of: path) {
      let rows = try ToolRun("segment", file, "--json").objects()
      #expect(rows.count > 5)
      for row in rows {
        let place = try #require(row["place"] as? String)
        let record = try ToolRun("record", place, "--json").object()
        for field in ["kind", "sequence", "revision", "byte_count", "state"] {
          #expect("\(record[field] ?? 0)" == "\(row[field] ?? 1)")
        }
        let fields = try ToolRun("hexdump", place, "--json").objects()
        #expect(fields.first?["place"] as? String == place)
        #expect(
          fields.reduce(0) { $0 + ($1["byte_count"] as? Int ?? 0) } == row["byte_count"] as? Int)
      }
    }
  }

  @Test("one record lives for each session, and it is the one that counts for its revision")
  func standing() throws {
    let path = try ExampleStore.copy("compacted", to: scratch.file("store"))
    var live: [[String: Any]] = []
    for file in try segments(of: path) {
      live += try ToolRun("segment", file, "--json").objects().filter {
        $0["state"] as? String == "live" && $0["kind"] as? String == "session"
      }
    }
    #expect(live.count == (try ToolRun("counts", path, "--json").object()["total"] as? Int))
    for row in live {
      let place = try #require(row["place"] as? String)
      #expect(
        try ToolRun("record", place, "--json").object()["counted_place"] as? String == place)
    }
  }

  @Test("segments names every segment; live and dead bytes make up what lies before its end")
  func segments() throws {
    let path = try ExampleStore.copy("mid-compaction", to: scratch.file("store"))
    let rows = try ToolRun("segments", path, "--json").objects()
    #expect(
      rows.compactMap { $0["segment"] as? String } == [
        "00000001", "00000003", "0000000c", "00000015", "0000002d",
      ])
    #expect(
      rows.compactMap { $0["state"] as? String } == [
        "sealed", "sealed", "sealed", "open", "unfinished",
      ])
    for row in rows.dropLast() {
      let sum = (row["live_byte_count"] as? Int ?? 0) + (row["dead_byte_count"] as? Int ?? 0)
      #expect(sum == row["end"] as? Int)
    }
    let text = ToolRun("segments", path).text
    for row in rows { #expect(text.contains(try #require(row["path"] as? String))) }
  }

  @Test("a segment is named by its number, with or without zeros, or by its file")
  func numbers() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let text = ToolRun("segment", path, "15").text
    #expect(text.split(separator: "\n").count == 16)
    #expect(ToolRun("segment", path, "00000015").text == text)
    #expect(ToolRun("segment", path, "00000015.segment").text == text)
    #expect(ToolRun("segment", "\(path)/00000015.segment").text == text)
    #expect(ToolRun("segment", path, "16").exitCode == 66)
    #expect(ToolRun("segment", path, "zz").exitCode == 64)
    #expect(ToolRun("segment", path).exitCode == 64)
    #expect(ToolRun("segment", "\(path)/LOCK").exitCode == 66)
  }

  @Test("a segment alone, away from its store, is read; whether records live is unknown")
  func alone() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let file = scratch.file("letter.bin")
    try FileManager.default.copyItem(atPath: "\(path)/0000000c.segment", toPath: file)
    try FileManager.default.removeItem(atPath: path)
    let run = ToolRun("segment", file, "--json")
    #expect(run.exitCode == 0)
    let states = Set(try run.objects().compactMap { $0["state"] as? String })
    #expect(states == ["unknown", "none"])
    #expect(ToolRun("hexdump", file).exitCode == 0)
    #expect(ToolRun("record", "\(file):128").text.contains("kind            commit\n"))
  }

  @Test("no frame begins in the middle of one, and a place needs an offset inside the file")
  func wrongPlaces() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    #expect(ToolRun("record", "\(path)/00000001.segment:132").exitCode == 65)
    #expect(ToolRun("record", "\(path)/00000001.segment").exitCode == 64)
    #expect(ToolRun("record", "\(path)/00000001.segment:99999").exitCode == 64)
    #expect(ToolRun("record", "\(path)/00000001.segment:18446744073709551615").exitCode == 64)
    #expect(ToolRun("record", "\(path)/00000001.segment:18446744073709551616").exitCode == 64)
    #expect(ToolRun("record", "\(path)/LOCK:0").exitCode == 64)
    #expect(ToolRun("hexdump", "\(path)/00000001.segment:4112").exitCode == 64)
    #expect(ToolRun("hexdump", "\(path)/00000001.segment:4111").exitCode == 0)
  }
}
