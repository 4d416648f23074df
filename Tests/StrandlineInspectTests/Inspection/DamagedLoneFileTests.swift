import Foundation
import StrandlineInspect
import Testing

@Suite("dump, tail and scrub of a damaged file alone")
struct DamagedLoneFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A segment in a directory that holds nothing else.
  private func lone() throws -> (path: String, bytes: [UInt8]) {
    let store = try ExampleStore.copy("clean", to: scratch.file("store"))
    let directory = scratch.file("away")
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    let bytes = try ExampleStore.bytes(of: "\(store)/00000001.segment")
    return ("\(directory)/00000001.segment", bytes)
  }

  @Test("the frames around a damaged one are shown, and the place is told")
  func frame() throws {
    let (path, whole) = try lone()
    try ExampleStore.write(whole, to: path)
    let lines = try ToolRun("dump", path).objects()
    let offsets = lines.compactMap { $0["offset"] as? Int }
    let hit = try #require(lines.dropFirst(3).first { $0["kind"] as? String == "session" })
    let place = try #require(hit["offset"] as? Int)
    // In the header of a frame: no frame is found there.
    var bytes = whole
    bytes[place + 8] ^= 4
    try ExampleStore.write(bytes, to: path)
    let run = ToolRun("dump", path)
    #expect(run.exitCode == 65)
    let damaged = try run.objects()
    #expect(damaged.compactMap { $0["offset"] as? Int } == offsets)
    let gaps = damaged.filter { $0["item"] as? String == "gap" }
    #expect(gaps.count == 1 && gaps.first?["offset"] as? Int == place)
    #expect(gaps.first?["byte_count"] as? Int == hit["byte_count"] as? Int)
    #expect(ToolRun("tail", path).exitCode == 65)
    let scrub = try ToolRun("scrub", path, "--json").objects()
    #expect(scrub.first?["place"] as? String == "\(path):\(place)")
    #expect(scrub.last?["finding_count"] as? Int == 1)
  }

  @Test("whatever bit is flipped or wherever it is cut, no verb ends in a trap", arguments: 0..<8)
  func random(seed: Int) throws {
    let (path, whole) = try lone()
    try ExampleStore.write(whole, to: path)
    let end = try ToolRun("tail", path, "--json").objects().last
    let durableEnd = try #require(end?["durable_before"] as? Int)
    var state = UInt64(seed + 1)
    for round in 0..<12 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      // The headers get their share.
      let range = round.isMultiple(of: 3) ? 200 : whole.count
      let place = Int(state >> 33) % range
      var flipped = whole
      flipped[place] ^= UInt8(1 << (state >> 60 & 7))
      for bytes in [flipped, Array(whole.prefix(place)), Array(flipped.prefix(place + 1))] {
        try ExampleStore.write(bytes, to: path)
        for verb in ["dump", "tail", "scrub"] {
          let run = ToolRun(verb, path)
          #expect([0, 65, 69].contains(run.exitCode), "\(verb) \(place): \(run.errors)")
        }
        #expect(ToolRun("scrub", path).exitCode == ToolRun("check", path).exitCode, "\(place)")
      }
      // Behind it nothing was promised: a commit that is not whole is none there.
      guard place < durableEnd else { continue }
      try ExampleStore.write(flipped, to: path)
      #expect([65, 69].contains(ToolRun("scrub", path).exitCode), "\(place)")
    }
  }

  @Test("without its header a file is read when others beside it tell the store")
  func headerless() throws {
    let (path, whole) = try lone()
    var bytes = whole
    for index in 0..<64 { bytes[index] = 0 }
    try ExampleStore.write(bytes, to: path)
    for verb in ["dump", "tail"] {
      let run = ToolRun(verb, path)
      #expect(run.exitCode == 65 && run.errors.contains("tells its store"), "\(verb)")
    }
    #expect(ToolRun("scrub", path).exitCode == 65)
    let beside = scratch.file("store/00000001.segment")
    let expected = ToolRun("dump", beside).text
    try ExampleStore.write(bytes, to: beside)
    let run = ToolRun("dump", beside)
    #expect(run.exitCode == 65 && run.errors.contains("file header"))
    #expect(run.text.split(separator: "\n").count == expected.split(separator: "\n").count)
  }

  @Test("an empty file is damaged, of whatever kind its name says it is")
  func empty() throws {
    for name in ["segment", "run", "map", "watermarks", "manifest"] {
      let path = scratch.file("00000001.\(name)")
      try ExampleStore.write([], to: path)
      let lines = try ToolRun("scrub", path, "--json").objects()
      #expect(lines.count == 2 && lines.last?["finding_count"] as? Int == 1, "\(name)")
      try FileManager.default.removeItem(atPath: path)
    }
  }
}
