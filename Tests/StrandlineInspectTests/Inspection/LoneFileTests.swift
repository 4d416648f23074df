import Foundation
import StrandlineInspect
import Testing

@Suite("dump, tail and scrub of a file alone")
struct LoneFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static func base(_ file: String) -> String {
    String(file.split(separator: "/").last ?? "")
  }

  /// A copy of a store's file in a directory that holds nothing else.
  private func away(_ file: String) throws -> String {
    let directory = scratch.file("away \(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    try FileManager.default.copyItem(atPath: file, toPath: "\(directory)/\(Self.base(file))")
    return "\(directory)/\(Self.base(file))"
  }

  private static func segments(of path: String) throws -> [String] {
    try ExampleStore.files(of: path).filter { $0.contains(".segment") }
  }

  /// Lines without what only a store can tell.
  private static func frames(_ run: ToolRun) throws -> [NSDictionary] {
    try run.objects().map { line in
      var line = line
      line["state"] = nil
      return line as NSDictionary
    }
  }

  @Test("dump of a segment in its store is that store's lines of it", arguments: ExampleStore.all)
  func dumpInStore(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    let lines = ToolRun("dump", path, "--reveal").text.split(separator: "\n")
    for file in try Self.segments(of: path) {
      let own = lines.filter { $0.contains("\"file\":\"\(Self.base(file))\"") }
      let run = ToolRun("dump", file, "--reveal")
      #expect(run.text.split(separator: "\n") == own, "\(file)")
      let isDamaged = own.contains { $0.contains("Damaged\"") || $0.contains("\"gap\"") }
      if isDamaged { #expect(run.exitCode == 65, "\(file)") }
      if !ExampleStore.damaged.contains(name) { #expect(run.exitCode == 0, "\(file)") }
    }
  }

  /// A manifest names a segment before that is renamed: who pastes the path may come before or after.
  @Test(
    "a segment that bears its temporary name is found under both, and after the renaming, too",
    arguments: ["hexdump", "segment", "dump", "tail", "scrub", "check"])
  func eitherName(verb: String) throws {
    let path = try ExampleStore.copy("mid-install", to: scratch.file("store"))
    let unfinished = try #require(Self.segments(of: path).first { $0.hasSuffix(".new") })
    let lasting = String(unfinished.dropLast(".new".count))
    for file in [unfinished, lasting] {
      let run = ToolRun(verb, file)
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    try FileManager.default.moveItem(atPath: unfinished, toPath: lasting)
    let renamed = ToolRun(verb, lasting)
    #expect(renamed.exitCode == 0 && ToolRun(verb, unfinished).text == renamed.text)
    try FileManager.default.removeItem(atPath: lasting)
    #expect([unfinished, lasting].allSatisfy { ToolRun(verb, $0).exitCode == 66 })
  }

  @Test("dump of a segment away from its store has the same frames", arguments: ExampleStore.all)
  func dumpAway(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    for file in try Self.segments(of: path) where !file.hasSuffix(".new") {
      let expected = try Self.frames(ToolRun("dump", file, "--reveal"))
      // Whatever its name is, and without any that a store's file has.
      let copy = try away(file)
      let renamed = scratch.file("copy of \(Self.base(file))")
      try FileManager.default.copyItem(atPath: file, toPath: renamed)
      let frames = try Self.frames(ToolRun("dump", copy, "--reveal"))
      // Where the log leaves it nobody tells: what is behind the last commit is shown, too.
      let isFrame = { (line: NSDictionary) in line["item"] as? String == "frame" }
      let same = frames.filter(isFrame).starts(with: expected.filter(isFrame))
      #expect(same && !frames.isEmpty, "\(file)")
      let lines = try ToolRun("dump", renamed, "--reveal").objects()
      for lines in [lines, try ToolRun("dump", copy, "--reveal").objects()] {
        #expect(lines.allSatisfy { $0["state"] as? String ?? "unknown" == "unknown" })
      }
      let places = lines.compactMap { $0["offset"] as? Int }
      #expect(places.starts(with: expected.compactMap { $0["offset"] as? Int }), "\(file)")
    }
  }

  @Test("--live needs a store around the segment")
  func live() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let file = "\(path)/00000001.segment"
    let lines = try ToolRun("dump", file, "--live").objects()
    #expect(lines.allSatisfy { $0["state"] as? String == "live" } && !lines.isEmpty)
    let renamed = scratch.file("copy")
    try FileManager.default.copyItem(atPath: file, toPath: renamed)
    for copy in [renamed, try away(file)] {
      #expect(ToolRun("dump", copy, "--live").exitCode == 64)
      #expect(ToolRun("dump", copy).exitCode == 0)
    }
  }

  @Test("a copy under another name beside it is not the store's segment")
  func otherName() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let segments = try Self.segments(of: path)
    // The last one has grown since: by the store's end of it the copy would be cut.
    let last = try #require(segments.last)
    let old = "\(path)/old.segment"
    try ExampleStore.write(Array(try ExampleStore.bytes(of: last).prefix(1024)), to: old)
    let lines = try ToolRun("dump", old).objects()
    #expect(
      lines.allSatisfy { $0["state"] as? String ?? "unknown" == "unknown" } && lines.count > 2)
    #expect(try ToolRun("tail", old, "--json").objects().last?["damaged"] as? Bool == false)
  }

  @Test("tail of a segment shows its last commits and its end, in its store and away from it")
  func tail() throws {
    let path = try ExampleStore.copy("torn", to: scratch.file("store"))
    let store = try ToolRun("tail", path, "--count", "2", "--json").objects()
    let file = "\(path)/00000015.segment"
    for file in [file, try away(file)] {
      let run = ToolRun("tail", file, "--count", "2", "--json")
      #expect(run.exitCode == 0)
      let lines = try run.objects()
      for field in ["sequence", "offset", "byte_count_behind", "verdict", "durable_before"] {
        let values = lines.map { $0[field] as? NSObject }
        #expect(values == store.map { $0[field] as? NSObject }, "\(field) \(file)")
      }
      #expect(lines.last?["place"] as? String == "\(file):1536")
      #expect(ToolRun("tail", file).text.contains("the segment ends at \(file):1536\n"))
    }
    // An output of a compaction holds no commits, and has no torn tail for that.
    let compacted = try ExampleStore.copy("compacted", to: scratch.file("compacted"))
    let output = scratch.file("output")
    try FileManager.default.copyItem(atPath: "\(compacted)/0000002d.segment", toPath: output)
    let end = try ToolRun("tail", output, "--json").object()
    #expect(end["byte_count_behind"] as? Int == 0 && end["damaged"] as? Bool == false)
    let first = try ToolRun("tail", "\(path)/00000001.segment", "--json").objects()
    #expect(first.count > 1 && first.last?["byte_count_behind"] as? Int == 0)
  }

  @Test("scrub of a file reads every byte of it, wherever it lies", arguments: ExampleStore.all)
  func scrub(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    for file in try ExampleStore.files(of: path) {
      for file in [file, try away(file)] {
        let run = ToolRun("scrub", file, "--json")
        #expect(run.exitCode == ToolRun("check", file).exitCode, "\(file)")
        let last = try #require(try run.objects().last)
        #expect(last["finished"] as? Bool == true)
        #expect(last["byte_count"] as? Int == (try ExampleStore.bytes(of: file).count), "\(file)")
      }
    }
  }

  @Test("scrub of a file goes on where it stopped, with the state of that file only")
  func resumed() throws {
    let path = try ExampleStore.copy("flipped", to: scratch.file("store"))
    let file = "\(path)/00000001.segment"
    let state = scratch.file("state")
    var sum = 0
    var runs = 0
    var last: [String: Any] = [:]
    while last["finished"] as? Bool != true, runs < 100 {
      let run = ToolRun("scrub", file, "--bytes", "1000", "--resume", state, "--json")
      last = try #require(try run.objects().last)
      sum += last["byte_count_now"] as? Int ?? 0
      runs += 1
    }
    #expect(runs > 2)
    #expect(sum == (try ExampleStore.bytes(of: file).count) && last["byte_count"] as? Int == sum)
    #expect(ToolRun("scrub", file, "--bytes", "1", "--resume", state).exitCode == 0)
    for other in [path] + (try ExampleStore.files(of: path)) where other != file {
      let run = ToolRun("scrub", other, "--resume", state)
      #expect(run.exitCode == 65 && run.errors.contains("another store or file"), "\(other)")
    }
    let before = try StoreFixture.image(of: path)
    #expect(ToolRun("scrub", file, "--resume", "\(path)/state").exitCode == 64)
    #expect(ToolRun("scrub", file, "--resume", file).exitCode == 64)
    #expect(try StoreFixture.image(of: path) == before)
  }

  @Test("a file of another kind is 66, and it is said which verb shows it")
  func otherKinds() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let verbs = [
      "map": "map", "run": "runs", "watermarks": "watermarks", "manifest": "manifest",
    ]
    for file in try ExampleStore.files(of: path) where !file.hasSuffix(".segment") {
      let verb = file.hasSuffix("LOCK") ? "hexdump" : verbs.first { file.hasSuffix($0.key) }?.value
      for wrong in ["dump", "tail", "segment"] {
        let run = ToolRun(wrong, file)
        #expect(run.exitCode == 66 && run.output.isEmpty, "\(wrong) \(file)")
        #expect(run.errors.contains("`strandline \(verb ?? "") \(file)` shows it"), "\(run.errors)")
      }
      #expect(ToolRun(verb ?? "", file).exitCode == 0)
    }
    let letter = scratch.file("letter.txt")
    try ExampleStore.write(Array("hello".utf8), to: letter)
    for verb in ["dump", "tail", "scrub"] {
      #expect(ToolRun(verb, letter).exitCode == 66)
      #expect(ToolRun(verb, scratch.file("nothing")).exitCode == 66)
    }
  }
}
