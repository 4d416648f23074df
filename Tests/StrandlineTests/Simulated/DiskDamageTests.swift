import Strandline
import StrandlineTestSupport
import Testing

@Suite("Damage to the simulated medium")
struct DiskDamageTests {
  let disk = SimulatedDisk(seed: 1)

  @Test("flipped bits, zeroed ranges and cuts are seen at once and stay")
  func bytes() throws {
    let process = disk.process()
    let file = try process.makeDurable("/a", [1, 2, 3, 4, 5])
    disk.flipBit(of: "/a", atByte: 1, bit: 7)
    disk.flipBit(of: "/a", atByte: 99, bit: 7)
    disk.zero(2..<3, of: "/a")
    disk.zero(90..<99, of: "/a")
    disk.truncateFile("/a", to: 4)
    #expect(try file.bytes() == [1, 130, 0, 4])
    disk.powerCut(.none)
    #expect(disk.contents(of: "/a") == [1, 130, 0, 4])
  }

  @Test("contents can be set and files removed, durably")
  func files() throws {
    try disk.process().createDirectory("/d")
    disk.setContents(of: "/d/x", to: [1, 2])
    disk.setContents(of: "/d/y", to: [3])
    disk.setContents(of: "/d/x", to: [4])
    disk.setContents(of: "/none/x", to: [4])
    disk.remove("/d/y")
    disk.remove("/d/z")
    disk.powerCut(.none)
    #expect(disk.listFiles("/d") == ["x"])
    #expect(disk.contents(of: "/d/x") == [4])
    #expect(disk.contents(of: "/d/y") == nil)
  }

  @Test("visible and durable states are told apart")
  func states() throws {
    let process = disk.process()
    let file = try process.makeDurable("/a", [1])
    try file.put([2])
    _ = try process.create("/b")
    #expect(disk.contents(of: "/a") == [2])
    #expect(disk.contents(of: "/a", durable: true) == [1])
    #expect(disk.listFiles("/") == ["a", "b"])
    #expect(disk.listFiles("/", durable: true) == ["a"])
  }

  @Test("reads of a bad range fail, also after a power cut, until it is healed")
  func badRange() throws {
    _ = try disk.process().makeDurable("/a", pattern(100))
    disk.failReads(of: "/a", in: 50..<51)
    for _ in 0..<2 {
      let file = try disk.process().open("/a", for: .reading)
      #expect(code { () throws(StoreError) in _ = try file.readOnce(100) } == .io)
      #expect(try file.readOnce(50) == pattern(50))
      #expect(try file.readOnce(50, at: 51) == pattern(49, from: 52))
      disk.powerCut(.none)
    }
    disk.healReads(of: "/a")
    #expect(try disk.process().bytes(of: "/a") == pattern(100))
  }
}
