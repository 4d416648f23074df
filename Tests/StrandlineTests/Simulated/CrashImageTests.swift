import Strandline
import StrandlineTestSupport
import Testing

@Suite("Crash images of the simulated file system")
struct CrashImageTests {
  let disk = SimulatedDisk(seed: 1)

  /// Durable "/a" of four bytes, then pending: write, create, write, rename, truncate.
  private func prepare() throws(StoreError) {
    let process = disk.process()
    let file = try process.makeDurable("/a", [1, 1, 1, 1])
    try file.put([2], at: 0)
    let other = try process.make("/b", [3])
    try process.rename("/b", to: "/c")
    try file.truncate(to: 2)
    other.close()
  }

  @Test("none and all")
  func noneAndAll() throws {
    try prepare()
    #expect(disk.pendingOperationCount == 5)
    let none = disk.afterPowerCut(.none)
    #expect(none.listFiles("/") == ["a"])
    #expect(none.contents(of: "/a") == [1, 1, 1, 1])
    let all = disk.afterPowerCut(.all)
    #expect(all.listFiles("/") == ["a", "c"])
    #expect(all.contents(of: "/a") == [2, 1])
    #expect(all.contents(of: "/c") == [3])
    #expect(disk.pendingOperationCount == 5, "a copy leaves the disk alone")
  }

  @Test("each prefix, in the order of the whole disk")
  func prefixes() throws {
    try prepare()
    let expected: [[String: [UInt8]]] = [
      ["a": [1, 1, 1, 1]], ["a": [2, 1, 1, 1]], ["a": [2, 1, 1, 1], "b": []],
      ["a": [2, 1, 1, 1], "b": [3]], ["a": [2, 1, 1, 1], "c": [3]], ["a": [2, 1], "c": [3]],
    ]
    for (count, files) in expected.enumerated() {
      #expect(state(of: disk.afterPowerCut(.prefix(count))) == files)
    }
  }

  @Test("each omission")
  func omissions() throws {
    try prepare()
    let expected: [[String: [UInt8]]] = [
      ["a": [1, 1], "c": [3]], ["a": [2, 1], "c": [3]], ["a": [2, 1], "c": []],
      ["a": [2, 1], "b": [3]], ["a": [2, 1, 1, 1], "c": [3]],
    ]
    for (index, files) in expected.enumerated() {
      #expect(state(of: disk.afterPowerCut(.omit(index))) == files)
    }
  }

  @Test("sizes, names and data without each other")
  func halves() throws {
    let process = disk.process()
    let old = try process.makeDurable("/old", pattern(300))
    try process.unlink("/old")
    try process.syncDirectory("/")
    old.close()
    let file = try process.makeDurable("/a", [9])
    try file.put(pattern(100), at: 1)
    _ = try process.make("/b", [1])
    let zeros = disk.afterPowerCut(.sizesWithoutData(.zeros))
    #expect(zeros.contents(of: "/a") == [9] + [UInt8](repeating: 0, count: 100))
    #expect(zeros.contents(of: "/b") == [0])
    let stale = disk.afterPowerCut(.sizesWithoutData(.stale))
    #expect(stale.contents(of: "/a") == [9] + pattern(300)[1..<101])
    let entries = disk.afterPowerCut(.entriesWithoutData)
    #expect(entries.contents(of: "/a") == [9])
    #expect(entries.contents(of: "/b") == [])
    let data = disk.afterPowerCut(.dataWithoutEntries)
    #expect(data.contents(of: "/a") == [9] + pattern(100))
    #expect(data.listFiles("/") == ["a"])
  }

  @Test("a torn write mixes old, new and garbage by sectors or pages", arguments: [512, 4096])
  func torn(unit: Int) throws {
    let granularity = try #require(CrashGranularity(rawValue: unit))
    let old = [UInt8](repeating: 0xAA, count: 5 * 4096)
    let new = [UInt8](repeating: 0xBB, count: 5 * 4096 - 1000)
    let file = try disk.process().makeDurable("/a", old)
    try file.put(new, at: 700)
    let written = 700..<old.count - 300
    var seenMixtures = 0
    var seenGarbage = 0
    for seed in 0..<400 as Range<UInt64> {
      let bytes = try #require(
        disk.afterPowerCut(.random(seed: seed, granularity: granularity)).contents(of: "/a"))
      #expect(bytes.count == old.count)
      #expect(bytes.prefix(700).allSatisfy { $0 == 0xAA }, "what was not written is not touched")
      #expect(bytes.suffix(300).allSatisfy { $0 == 0xAA })
      let units = stride(from: 0, to: bytes.count, by: unit).map { start in
        Set(bytes[start..<start + unit].indices.filter(written.contains).map { bytes[$0] })
      }
      if units.contains([0xAA]) && units.contains([0xBB]) { seenMixtures += 1 }
      if units.contains(where: { !$0.isSubset(of: [0xAA, 0xBB]) }) { seenGarbage += 1 }
    }
    #expect(seenMixtures > 10)
    #expect(seenGarbage > 10)
  }

  @Test("random images reach every subset of a few operations")
  func randomSubsets() throws {
    let process = disk.process()
    for name in ["/a", "/b", "/c"] { _ = try process.create(name) }
    let seen = Set((0..<300).map { disk.afterPowerCut(.random(seed: $0)).listFiles("/") })
    #expect(seen.count == 8)
  }

  @Test("the same seed and image give the same bytes", arguments: DiskPersonality.allCases)
  func deterministic(personality: DiskPersonality) throws {
    func run(_ image: CrashImage) throws -> [String: [UInt8]] {
      let disk = SimulatedDisk(seed: 5, personality: personality)
      let process = disk.process()
      for index in 0..<20 {
        let file = try process.make("/f\(index)", pattern(3000, from: index))
        if index % 3 == 0 { try file.sync() }
        if index % 4 == 0 { try process.unlink("/f\(index / 2)") }
      }
      disk.powerCut(image)
      return state(of: disk)
    }
    for seed in 0..<10 as Range<UInt64> {
      #expect(try run(.random(seed: seed)) == run(.random(seed: seed)))
    }
    let images = try (0..<10).map { try run(.random(seed: $0)) }
    #expect(Set(images).count > 1)
  }

  @Test("directories and their entries are durable apart from each other")
  func builtBeside() throws {
    let process = disk.process()
    try process.createDirectory("/s.new")
    _ = try process.makeDurable("/s.new/x", [1])
    #expect(disk.afterPowerCut(.none).listFiles("/") == [])
    try process.rename("/s.new", to: "/s")
    #expect(disk.afterPowerCut(.none).listFiles("/") == [])
    try process.syncDirectory("/")
    let after = disk.afterPowerCut(.none)
    #expect(after.listFiles("/") == ["s"])
    #expect(after.contents(of: "/s/x") == [1])
  }

  private func state(of disk: SimulatedDisk) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in disk.listFiles("/") { files[name] = disk.contents(of: "/" + name) }
    return files
  }
}
