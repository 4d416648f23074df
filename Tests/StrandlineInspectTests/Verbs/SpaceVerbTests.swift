import Foundation
import Strandline
import Testing

@Suite("Space and comparison")
struct SpaceVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func worn() throws -> String {
    let path = scratch.file("worn")
    var options = Options()
    options.segmentByteCountMax = 64 << 10
    options.backgroundCompaction = false
    let store = try SessionStore.open(at: path, options: options)
    for start in stride(from: 0, to: 400, by: 20) {
      _ = try store.save(
        (start..<start + 20).map { number in
          SessionRecord(
            key: StoreFixture.key(number), payload: [UInt8](repeating: 1, count: 2_000))
        })
    }
    _ = try store.delete((0..<300).map(StoreFixture.key))
    try store.close()
    return path
  }

  private func lines(_ path: String, _ item: String) throws -> [[String: Any]] {
    try ToolRun("space", path, "--json").objects().filter { $0["item"] as? String == item }
  }

  @Test("live and dead bytes make up each segment, the histogram and the prediction all of them")
  func sums() throws {
    let path = try worn()
    let segments = try lines(path, "segment")
    #expect(segments.count > 3)
    var total = 0
    for line in segments {
      let bytes = line["byte_count"] as? Int ?? 0
      let live = line["live_byte_count"] as? Int ?? 0
      #expect(live + (line["dead_byte_count"] as? Int ?? 0) == bytes)
      #expect((line["reclaimable_byte_count"] as? Int ?? .max) <= bytes)
      total += bytes
    }
    let histogram = try lines(path, "histogram")
    #expect(histogram.count == 10)
    #expect(histogram.reduce(0) { $0 + ($1["byte_count"] as? Int ?? 0) } == total)
    #expect(
      histogram.reduce(0) { $0 + ($1["segment_count"] as? Int ?? 0) } == segments.count)
    let text = ToolRun("space", path).text
    #expect(text.contains("predicted") && text.contains("#") && text.contains("index files"))
  }

  @Test("what is predicted of compact and purge comes true", arguments: ["compact", "purge"])
  func prediction(verb: String) throws {
    let path = try worn()
    let line = try #require(
      try lines(path, "prediction").first { $0["goal"] as? String == verb })
    let predicted = try #require(line["byte_count_reclaimed"] as? Int)
    let before = try Self.logByteCount(path)
    #expect(ToolRun(verb, path).exitCode == 0)
    let given = before - (try Self.logByteCount(path))
    #expect(predicted > 300_000)
    // Lengths are rounded up by a sixteenth at most, and tombstones may have to stay.
    #expect(abs(predicted - given) * 10 < given, "predicted \(predicted), given back \(given)")
  }

  private static func logByteCount(_ path: String) throws -> Int {
    try StoreFixture.image(of: path).filter { $0.key.hasSuffix(".segment") }
      .reduce(0) { $0 + $1.value.count }
  }

  @Test("a store and its snapshot are the same")
  func same() throws {
    let path = try ExampleStore.copy("islands", to: scratch)
    let copy = scratch.file("copy")
    #expect(ToolRun("snapshot", path, "--output", copy).exitCode == 0)
    let run = ToolRun("diff", path, copy)
    #expect(run.exitCode == 0)
    #expect(run.text.contains("no difference was found"))
    let summary = try #require(try ToolRun("diff", path, copy, "--json").objects().last)
    #expect(summary["same"] as? Bool == true)
    #expect(summary["same_sessions"] as? Int == (try ExampleStore.sessionCount("islands")))
  }

  @Test("every kind of difference is told by name")
  func differences() throws {
    let first = try StoreFixture.make(at: scratch.file("first"), count: 10, backedUp: 4)
    let second = scratch.file("second")
    #expect(ToolRun("snapshot", first, "--output", second).exitCode == 0)
    var store = try SessionStore.open(at: first)
    _ = try store.save([StoreFixture.record(20)])
    _ = try store.acknowledge(
      [Upload(key: StoreFixture.key(5), firstKnownIndex: 5)], for: BackupVersion("1"))
    try store.close()
    store = try SessionStore.open(at: second)
    _ = try store.save([StoreFixture.record(21)])
    var trusted = StoreFixture.record(2)
    trusted.senderDataKind = 9
    _ = try store.save([trusted])
    _ = try store.acknowledge(
      [Upload(key: StoreFixture.key(0), firstKnownIndex: 0)], for: BackupVersion("2"))
    try store.close()
    let lines = try ToolRun("diff", first, second, "--json", "--reveal").objects()
    var told: [String: String] = [:]
    for line in lines where line["item"] as? String == "difference" {
      told[line["session"] as? String ?? ""] = line["difference"] as? String
    }
    #expect(
      told == [
        "sessionidthatissecret20": "onlyInFirst", "sessionidthatissecret21": "onlyInSecond",
        "sessionidthatissecret2": "content",
      ])
    let evidence = lines.filter { $0["item"] as? String == "evidence" }
    #expect(evidence.map { $0["held_in_both"] as? Int } == [4, 0])
    #expect(evidence.map { $0["first_only"] as? Int } == [1, 0])
    #expect(evidence.map { $0["second_only"] as? Int } == [0, 1])
    #expect(lines.last?["same"] as? Bool == false)
    try StoreFixture.damagePayload(of: 7, in: second)
    let run = ToolRun("diff", first, second)
    #expect(run.exitCode == 65)
    #expect(run.text.contains("damaged ") && run.text.contains("the stores differ"))
  }
}
