import Strandline
import StrandlineTestSupport
import Testing

@Suite("Sabotaged file systems")
struct SabotagedFileSystemTests {
  @Test("left-out directory syncs lose the name, everything else works")
  func directorySyncs() throws {
    let disk = SimulatedDisk(seed: 1)
    let system = SabotagedFileSystem(disk.process(), .skipDirectorySyncs)
    let file = try system.makeDurable("/a", [1])
    #expect(try file.bytes() == [1])
    #expect(try system.list("/") == ["a"])
    #expect(disk.afterPowerCut(.dataWithoutEntries).listFiles("/") == [])
    disk.powerCut(.all)
    #expect(disk.contents(of: "/a") == [1])
  }

  @Test("left-out file syncs lose the bytes and keep the name")
  func fileSyncs() throws {
    let disk = SimulatedDisk(seed: 1)
    let system = SabotagedFileSystem(disk.process(), .skipFileSyncs)
    _ = try system.makeDurable("/a", [1])
    disk.powerCut(.none)
    #expect(disk.contents(of: "/a") == [])
  }
}
