import Strandline
import StrandlineTestSupport
import Testing

@Suite("Space on the simulated disk")
struct DiskSpaceTests {
  @Test("a write that does not fit is short, the next one fails, and space comes back")
  func fills() throws {
    let disk = SimulatedDisk(seed: 1, capacity: 3 * 4096)
    let process = disk.process()
    let file = try process.make("/a", pattern(5000))
    #expect(disk.usedByteCount == 8192)
    #expect(try file.writeOnce(pattern(10_000), at: 5000) == 3 * 4096 - 5000)
    #expect(code { () throws(StoreError) in _ = try file.writeOnce([1], at: 3 * 4096) } == .noSpace)
    #expect(code { () throws(StoreError) in _ = try process.create("/b") } == .noSpace)
    #expect(code { () throws(StoreError) in try process.createDirectory("/d") } == .noSpace)
    #expect(try file.writeOnce([1], at: 0) == 1, "blocks in use can be written")
    try file.truncate(to: 4097)
    _ = try process.make("/b", pattern(4096))
    disk.capacity = 4 * 4096
    _ = try process.make("/c", [1])
    disk.capacity = 0
    #expect(code { () throws(StoreError) in _ = try process.create("/d") } == .noSpace)
    #expect(disk.usedByteCount == 4 * 4096)
    disk.capacity = nil
    try file.put(pattern(100_000))
  }

  @Test("reserved blocks are used by the file and by nobody else")
  func reserves() throws {
    let disk = SimulatedDisk(seed: 1, capacity: 4 * 4096)
    let process = disk.process()
    let file = try process.create("/a")
    #expect(try file.allocate(from: 0, byteCount: 3 * 4096))
    #expect(try file.size() == 0)
    #expect(disk.usedByteCount == 3 * 4096)
    let other = try process.make("/b", [1])
    #expect(code { () throws(StoreError) in _ = try other.writeOnce([1], at: 4096) } == .noSpace)
    #expect(
      code { () throws(StoreError) in _ = try file.allocate(from: 0, byteCount: 4 * 4096) }
        == .noSpace)
    try file.put(pattern(3 * 4096))
    try file.truncate(to: 0)
    #expect(disk.usedByteCount == 4096)
    disk.supportsAllocation = false
    #expect(try !file.allocate(from: 0, byteCount: 1))
  }

  @Test("synced reservations and lengths decide what is in use after a power cut")
  func afterPowerCut() throws {
    let disk = SimulatedDisk(seed: 1, capacity: 8 * 4096)
    let process = disk.process()
    let file = try process.makeDurable("/a", [1])
    _ = try file.allocate(from: 0, byteCount: 3 * 4096)
    try file.sync()
    _ = try file.allocate(from: 0, byteCount: 4 * 4096)
    _ = try process.make("/b", [1])
    disk.powerCut(.none)
    #expect(disk.usedByteCount == 3 * 4096)
  }

  @Test("overwriting needs room on a full disk only under copyOnWrite")
  func overwriting() throws {
    for personality in DiskPersonality.allCases {
      let disk = SimulatedDisk(seed: 1, personality: personality, capacity: 4096)
      let file = try disk.process().makeDurable("/a", [1, 1])
      let result = code { () throws(StoreError) in _ = try file.writeOnce([2]) }
      #expect(result == (personality == .copyOnWrite ? .noSpace : nil), "\(personality)")
    }
  }

  @Test("a renamed-over file gives its space back")
  func renamedOver() throws {
    let disk = SimulatedDisk(seed: 1)
    let process = disk.process()
    try process.make("/a", pattern(9000)).close()
    try process.make("/b", [1]).close()
    try process.rename("/b", to: "/a")
    #expect(disk.usedByteCount == 4096)
  }
}
