import Strandline
import StrandlineTestSupport
import Testing

@Suite("Personalities of the simulated file system")
struct DiskPersonalityTests {
  @Test("names survive in their order under all but the adversarial personality")
  func namesInOrder() throws {
    for personality in DiskPersonality.allCases {
      let disk = SimulatedDisk(seed: 1, personality: personality)
      let process = disk.process()
      let names = (0..<6).map { "f\($0)" }
      for name in names { _ = try process.create("/" + name) }
      let lists = images(for: disk, randomCount: 50).map {
        disk.afterPowerCut($0).listFiles("/")
      }
      let inOrder = lists.allSatisfy { names.starts(with: $0) }
      #expect(inOrder == (personality != .adversarial), "\(personality)")
    }
  }

  @Test("a new file's name is durable with its sync under ordered only")
  func ownName() throws {
    for personality in DiskPersonality.allCases {
      let disk = SimulatedDisk(seed: 1, personality: personality)
      let process = disk.process()
      try process.make("/a", [1]).sync()
      disk.powerCut(.none)
      #expect(disk.contents(of: "/a") == (personality == .ordered ? [1] : nil), "\(personality)")
    }
  }

  @Test("appended bytes: what each personality shows of them")
  func appends() throws {
    for personality in DiskPersonality.allCases {
      let disk = SimulatedDisk(seed: 1, personality: personality)
      let process = disk.process()
      let old = try process.makeDurable("/old", [UInt8](repeating: 0xEE, count: 9000))
      try process.unlink("/old")
      try process.syncDirectory("/")
      old.close()
      let file = try process.makeDurable("/a", pattern(100))
      disk.settle()
      for index in 1..<8 { try file.put(pattern(900, from: index * 900), at: UInt64(index * 900)) }
      let whole = disk.contents(of: "/a") ?? []
      var seen: Set<Shape> = []
      for image in images(for: disk, randomCount: 100) {
        let bytes = try #require(disk.afterPowerCut(image).contents(of: "/a"))
        #expect(bytes.prefix(100) == whole.prefix(100))
        seen.insert(shape(bytes, whole))
      }
      let expected: Set<Shape> =
        switch personality {
        case .ordered, .copyOnWrite: [.prefix]
        case .writeback, .barrierOnly: [.prefix, .zeros]
        case .adversarial: [.prefix, .zeros, .other]
        }
      #expect(seen == expected, "\(personality)")
    }
  }

  private enum Shape: Hashable { case prefix, zeros, other }

  private func shape(_ bytes: [UInt8], _ whole: [UInt8]) -> Shape {
    if whole.starts(with: bytes) { return .prefix }
    return zip(bytes, whole).allSatisfy { $0 == $1 || $0 == 0 } ? .zeros : .other
  }

  @Test("copyOnWrite: each file is a prefix of its operations, independent of other files")
  func prefixPerFile() throws {
    let disk = SimulatedDisk(seed: 1, personality: .copyOnWrite)
    let process = disk.process()
    let first = try process.makeDurable("/a", [0, 0, 0, 0])
    let second = try process.makeDurable("/b", [0, 0, 0, 0])
    for index in 0..<4 {
      try first.put([1], at: UInt64(index))
      try second.put([1], at: UInt64(index))
    }
    var aheads: Set<Bool> = []
    for image in images(for: disk, randomCount: 100) {
      let after = disk.afterPowerCut(image)
      let counts = try ["/a", "/b"].map { path in
        let bytes = try #require(after.contents(of: path))
        let count = bytes.prefix { $0 == 1 }.count
        #expect(bytes[count...].allSatisfy { $0 == 0 })
        return count
      }
      if counts[0] != counts[1] { aheads.insert(counts[0] > counts[1]) }
    }
    #expect(aheads == [true, false])
  }

  @Test("overwritten sectors are independent where files are written in place")
  func overwrites() throws {
    for personality in DiskPersonality.allCases {
      let disk = SimulatedDisk(seed: 1, personality: personality)
      let file = try disk.process().makeDurable("/a", [UInt8](repeating: 1, count: 4096))
      disk.settle()
      try file.put([UInt8](repeating: 2, count: 4096))
      let isIndependent = images(for: disk, randomCount: 60).contains { image in
        let bytes = disk.afterPowerCut(image).contents(of: "/a") ?? []
        return bytes.first == 1 && bytes.contains(2)
      }
      #expect(isIndependent == (personality != .copyOnWrite), "\(personality)")
    }
  }

  @Test("barrierOnly: a sync makes nothing durable, but orders what comes before and after it")
  func barriers() throws {
    let disk = SimulatedDisk(seed: 1, personality: .barrierOnly)
    let process = disk.process()
    let first = try process.create("/a")
    let second = try process.create("/b")
    disk.settle()
    try first.put(pattern(2000))
    try first.sync()
    try second.put([1])
    disk.settle()
    #expect(disk.pendingOperationCount == 0)
    try first.put(pattern(2000, from: 7))
    try first.put(pattern(2000, from: 9), at: 2000)
    try first.sync()
    try second.put([2])
    var lostAll = false
    for image in images(for: disk, randomCount: 60) {
      let after = disk.afterPowerCut(image)
      if after.contents(of: "/b") == [2] {
        #expect(after.contents(of: "/a") == pattern(2000, from: 7) + pattern(2000, from: 9))
      } else if after.contents(of: "/a") == pattern(2000) {
        lostAll = true
      }
    }
    #expect(lostAll)
  }

  @Test("barrierOnly: a synced directory comes before what is done after it")
  func directoryBarriers() throws {
    let disk = SimulatedDisk(seed: 1, personality: .barrierOnly)
    let process = disk.process()
    let log = try process.create("/log")
    disk.settle()
    try process.make("/new", [1]).sync()
    try process.rename("/new", to: "/manifest")
    try process.syncDirectory("/")
    try log.put([5])
    for image in images(for: disk, randomCount: 60) {
      let after = disk.afterPowerCut(image)
      guard after.contents(of: "/log") == [5] else { continue }
      #expect(after.contents(of: "/manifest") == [1])
    }
  }
}
