import Foundation
import StrandlineInspect
import Testing

@Suite("check of a file alone")
struct CheckedFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("every file of a whole store is clean, in its store and away from it")
  func whole() throws {
    for name in ExampleStore.all where !ExampleStore.damaged.contains(name) {
      let path = try ExampleStore.copy(name, to: scratch.file(name))
      let named = ToolRun("manifest", path, "--json").text
      for file in try ExampleStore.files(of: path) {
        let base = String(file.split(separator: "/").last ?? "")
        // What is being written is not whole yet.
        guard named.contains(base), !base.hasSuffix(".new") else { continue }
        let run = ToolRun("check", file)
        #expect(run.exitCode == 0, "\(file): \(run.text)")
        #expect(run.text.hasPrefix("clean as far as one file tells: "))
        let away = scratch.file("\(name) \(base)")
        try FileManager.default.copyItem(atPath: file, toPath: away)
        let isTorn = name == "torn" && base == "00000015.segment"
        // Nothing tells where the log ends.
        #expect(ToolRun("check", away).exitCode == (isTorn ? 65 : 0), "\(away)")
      }
    }
  }

  @Test("a flipped bit is damage, with a place that hexdump takes", arguments: [1, 2, 3])
  func flipped(seed: Int) throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    var state = UInt64(seed)
    for file in try ExampleStore.files(of: path) {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var bytes = try ExampleStore.bytes(of: file)
      let whole = bytes
      let place = Int(state >> 33) % min(bytes.count, file.hasSuffix("LOCK") ? 44 : .max)
      bytes[place] ^= UInt8(1 << (state >> 60 & 7))
      try ExampleStore.write(bytes, to: file)
      let run = ToolRun("check", file, "--json")
      #expect(run.exitCode == 65 || run.exitCode == 69, "\(file):\(place)")
      if run.exitCode == 65 {
        let found = try #require(try run.objects().first?["place"] as? String)
        #expect([0, 65].contains(ToolRun("hexdump", found).exitCode), "\(found)")
      }
      try ExampleStore.write(whole, to: file)
    }
  }

  @Test("any other file is 66, and --quick is for a store")
  func other() throws {
    let file = scratch.file("letter.txt")
    try ExampleStore.write(Array("hello".utf8), to: file)
    #expect(ToolRun("check", file).exitCode == 66)
    #expect(ToolRun("check", file, "--quick").exitCode == 64)
    #expect(ToolRun("check", scratch.file("nothing")).exitCode == 66)
  }
}
