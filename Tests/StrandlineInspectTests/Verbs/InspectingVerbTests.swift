import Foundation
import Strandline
import StrandlineInspect
import Testing

/// What all verbs have in common that look into a store through its files.
@Suite("Inspecting verbs")
struct InspectingVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func commands(_ path: String) -> [[String]] {
    let session = [StoreFixture.room, "sessionidthatissecret5"]
    return [
      ["find", path] + session, ["explain", path, "--backup=1"] + session, ["dump", path],
      ["dump", path, "--live"], ["changes", path, "--since=0"], ["space", path],
      ["diff", path, path], ["picture", path, "--output=-"],
    ]
  }

  @Test("they take no lock, work beside a writer and change nothing")
  func besideWriter() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
    let writer = try SessionStore.open(at: path)
    _ = try writer.save([StoreFixture.record(11)])
    let before = try StoreFixture.image(of: path)
    for command in commands(path) {
      let run = ToolRun(command)
      #expect(run.exitCode == 0, "\(command): \(run.errors)")
      #expect(run.errors.isEmpty, "\(command): \(run.errors)")
      #expect(!run.output.isEmpty)
    }
    #expect(try StoreFixture.image(of: path) == before)
    try writer.close()
  }

  @Test("without --reveal none shows a room id, a session id, a sender key or a payload")
  func redaction() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
    try StoreFixture.damagePayload(of: 6, in: path)
    let store = try SessionStore.open(at: path)
    try store.set("settingthatissecret", to: [1])
    try store.close()
    let senderKey = Data([UInt8](repeating: 7, count: 32)).base64EncodedString()
    for command in commands(path) + [["salvage", path, "--output", scratch.file("new")]] {
      let takesJSON = !command.contains("--output=-")
      for words in [command] + (takesJSON ? [command + ["--json"]] : []) {
        let run = ToolRun(words)
        for secret in ["secret", senderKey] {
          #expect(!run.text.contains(secret), "\(words)")
          #expect(!run.errors.contains(secret), "\(words)")
        }
      }
    }
    #expect(ToolRun("dump", path, "--reveal").text.contains("settingthatissecret"))
  }

  @Test("the same redacted number is the same session in every line of one run")
  func numbers() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 5)
    let store = try SessionStore.open(at: path)
    var better = StoreFixture.record(3)
    better.firstKnownIndex = 0
    _ = try store.save([better])
    try store.close()
    func session(_ lines: [[String: Any]]) -> [Int?] {
      lines.filter { $0["kind"] as? String == "session" }
        .map { ($0["session"] as? [String: Int])?["redacted"] }
    }
    #expect(try session(ToolRun("dump", path).objects()) == [1, 2, 3, 4, 5, 4])
  }

  @Test("they serve every example store", arguments: ExampleStore.all)
  func examples(state: String) throws {
    let path = try ExampleStore.copy(state, to: scratch)
    let before = try StoreFixture.image(of: path)
    for command in commands(path) {
      let run = ToolRun(command)
      let expected: Set<Int32> =
        switch command[0] {
        case "find": [66]
        case "dump": command.count == 2 && state == "flipped" ? [65] : [0, 65]
        case "diff": state == "flipped" ? [65] : [0]
        default: [0]
        }
      #expect(expected.contains(run.exitCode), "\(command): \(run.exitCode) \(run.errors)")
    }
    #expect(try StoreFixture.image(of: path) == before)
  }

  @Test("a path without a store is 66, a file or another directory too, and none is made")
  func missing() throws {
    let file = scratch.file("file")
    try Data([1]).write(to: URL(fileURLWithPath: file))
    let other = scratch.file("other")
    try FileManager.default.createDirectory(
      atPath: other + "/inner", withIntermediateDirectories: true)
    for path in [scratch.file("none"), file, other] {
      for command in commands(path) {
        let run = ToolRun(command)
        #expect(run.exitCode == 66, "\(command): \(run.errors)")
        #expect(run.output.isEmpty)
      }
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.file("none")))
  }

  @Test("with its manifests and headers gone a store is dumped and salvaged, and nothing traps")
  func ruin() throws {
    let path = try ExampleStore.copy("clean", to: scratch)
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      if name.hasSuffix(".manifest") { try FileManager.default.removeItem(at: file) }
      guard name.hasSuffix(".segment") else { continue }
      var data = try Data(contentsOf: file)
      data[8] ^= 0xFF
      try data.write(to: file)
    }
    let dump = ToolRun("dump", path, "--reveal")
    #expect(dump.exitCode == 65)
    let sessions = Set(
      try dump.objects().filter { $0["kind"] as? String == "session" }
        .compactMap { $0["session"] as? String })
    #expect(sessions.count >= (try ExampleStore.sessionCount("clean")))
    for command in commands(path) where command[0] != "dump" && command[0] != "find" {
      #expect(ToolRun(command).exitCode == 65, "\(command)")
    }
    #expect(ToolRun("salvage", path, "--output", scratch.file("new")).exitCode == 65)
    #expect(ToolRun("find", path, "!room0:example.org", "session-0").exitCode == 0)
  }

  @Test("a damaged index file costs no answer")
  func damagedIndex() throws {
    let path = try ExampleStore.copy("clean", to: scratch)
    let whole = ToolRun("changes", path, "--since=0", "--reveal").text
    for name in try FileManager.default.contentsOfDirectory(atPath: path)
    where name.hasSuffix(".map") || name.hasSuffix(".run") {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      var data = try Data(contentsOf: file)
      data[4096 + 40] ^= 0xFF
      try data.write(to: file)
    }
    #expect(ToolRun("changes", path, "--since=0", "--reveal").text == whole)
    #expect(ToolRun("find", path, "!room0:example.org", "session-0").exitCode == 0)
    #expect(ToolRun("space", path).exitCode == 0)
  }
}
