import Foundation
import StrandlineInspect
import Testing

@Suite("scrub")
struct ScrubVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("it reads every byte of every file that counts", arguments: ExampleStore.all)
  func all(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    let run = ToolRun("scrub", path, "--json")
    #expect(run.exitCode == (ExampleStore.damaged.contains(name) ? 65 : 0))
    let last = try #require(try run.objects().last)
    #expect(last["finished"] as? Bool == true)
    let named = try ToolRun("manifest", path, "--json").objects().dropFirst()
      .compactMap { $0["file"] as? String }
    let files = try ExampleStore.files(of: path).filter { file in
      file.hasSuffix(".manifest") || file.hasSuffix("LOCK")
        || named.contains { file.contains($0) }
    }
    let bytes = try files.reduce(0) { $0 + (try ExampleStore.bytes(of: $1).count) }
    #expect(last["byte_count"] as? Int == bytes)
  }

  @Test("a file that the manifest names and that is not there is told, in each part of a scrub")
  func missing() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    try FileManager.default.removeItem(atPath: "\(path)/00000017.run")
    let run = ToolRun("scrub", path)
    #expect(run.exitCode == 65)
    #expect(run.text.hasPrefix("00000017.run is missing: the manifest names it\n"))
    let state = scratch.file("state")
    for _ in 0..<2 {
      let run = ToolRun("scrub", path, "--bytes", "10000", "--resume", state, "--json")
      #expect(run.exitCode == 65)
      let lines = try run.objects()
      #expect(lines.first?["file"] as? String == "00000017.run")
      #expect(lines.last?["finding_count"] as? Int == 1)
    }
  }

  @Test("stopped and resumed it reads each byte once, remembers what it met, and begins anew")
  func resumed() throws {
    let path = try ExampleStore.copy("flipped", to: scratch.file("store"))
    let state = scratch.file("state")
    let whole = try #require(try ToolRun("scrub", path, "--json").objects().last)
    var sum = 0
    var runs = 0
    var isFinished = false
    while !isFinished, runs < 100 {
      let run = ToolRun("scrub", path, "--bytes", "10000", "--resume", state, "--json")
      // The damage lies in the first file.
      #expect(run.exitCode == 65)
      let last = try #require(try run.objects().last)
      sum += last["byte_count_now"] as? Int ?? 0
      isFinished = last["finished"] as? Bool ?? false
      runs += 1
      #expect(last["finding_count"] as? Int == 1)
      if isFinished { #expect(last["byte_count"] as? Int == sum) }
    }
    #expect(runs > 5 && isFinished)
    #expect(sum == whole["byte_count"] as? Int)
    let next = ToolRun("scrub", path, "--bytes", "1", "--resume", state, "--json")
    #expect(try next.objects().last?["file"] as? String == "00000001.segment")
  }

  @Test("the state of another store, or another file, is refused; and none goes into the store")
  func wrongState() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let other = try StoreFixture.make(at: scratch.file("other"), count: 3)
    let state = scratch.file("state")
    #expect(ToolRun("scrub", other, "--resume", state, "--bytes", "1").exitCode == 0)
    let run = ToolRun("scrub", path, "--resume", state)
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("another store"))
    try ExampleStore.write(Array("hello".utf8), to: state)
    #expect(ToolRun("scrub", path, "--resume", state).errors.contains("is not a state"))
    let before = try StoreFixture.image(of: path)
    #expect(ToolRun("scrub", path, "--resume", "\(path)/state").exitCode == 64)
    #expect(ToolRun("scrub", path + "/", "--resume", "\(path)/state").exitCode == 64)
    #expect(try StoreFixture.image(of: path) == before)
  }

  @Test("whatever single bit is flipped in what counts, it is met", arguments: [1, 2, 3, 4])
  func flips(seed: Int) throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    var state = UInt64(seed)
    for file in try ExampleStore.files(of: path) {
      let whole = try ExampleStore.bytes(of: file)
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var bytes = whole
      // The last bytes of a lock note have no checksum.
      let place = Int(state >> 33) % min(bytes.count, file.hasSuffix("LOCK") ? 44 : .max)
      bytes[place] ^= UInt8(1 << (state >> 60 & 7))
      try ExampleStore.write(bytes, to: file)
      let run = ToolRun("scrub", path)
      #expect([65, 69].contains(run.exitCode), "\(file):\(place)")
      try ExampleStore.write(whole, to: file)
    }
  }

  @Test(
    "a rate is held by waiting until what was read is due",
    arguments: [
      (0, 1000, 0, 0), (1000, 1000, 0, 1000), (1000, 1000, 400, 600), (1000, 1000, 1000, 0),
      (1000, 1000, 5000, 0), (1, 1000, 0, 0), (.max, 1, 0, 1_000_000_000),
    ] as [(UInt64, UInt64, Int, Int)])
  func rate(byteCount: UInt64, rate: UInt64, elapsed: Int, pause: Int) {
    #expect(ReadRate.pause(behind: byteCount, at: rate, after: .milliseconds(elapsed)) == pause)
  }

  @Test("a rate changes nothing of what is read, and is a number from 1")
  func rateOption() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 3)
    let run = ToolRun("scrub", path, "--bytes-per-second", "10000000", "--json")
    #expect(try run.objects().last?["finished"] as? Bool == true)
    #expect(ToolRun("scrub", path, "--bytes-per-second", "0").exitCode == 64)
  }
}
