import Strandline
import StrandlineTestSupport
import Testing

@Suite("Simulated processes")
struct SimulatedProcessTests {
  let disk = SimulatedDisk(seed: 1)

  @Test("what is written is read back, gaps are zeros, and reads end at the end")
  func readsBack() throws {
    let file = try disk.process().make("/a", [1, 2, 3])
    try file.put([9], at: 5)
    try file.put([7, 8, 9], at: 1)
    #expect(try file.bytes() == [1, 7, 8, 9, 0, 9])
    #expect(try file.size() == 6)
    #expect(try file.readOnce(10, at: 4) == [0, 9])
    #expect(try file.readOnce(10, at: 6).isEmpty)
    #expect(try file.readOnce(10, at: .max).isEmpty)
    try file.truncate(to: 2)
    #expect(try file.bytes() == [1, 7])
    try file.truncate(to: 4)
    #expect(try file.bytes() == [1, 7, 0, 0])
  }

  @Test("names: create, list, kind, and what is missing or in the way")
  func names() throws {
    let process = disk.process()
    try process.createDirectory("/d")
    _ = try process.create("/d/x")
    _ = try process.create("/d/y")
    #expect(try process.list("/d").sorted() == ["x", "y"])
    #expect(try process.kind(of: "/d") == .directory)
    #expect(try process.kind(of: "/d/x") == .file)
    #expect(try process.kind(of: "/d/z") == nil)
    #expect(try process.kind(of: "/e/z") == nil)
    #expect(try process.kind(of: "/") == .directory)
    #expect(code { () throws(StoreError) in _ = try process.create("/d/x") } == .io)
    #expect(code { () throws(StoreError) in try process.createDirectory("/d") } == .io)
    #expect(code { () throws(StoreError) in _ = try process.create("/e/x") } == .notFound)
    #expect(
      code { () throws(StoreError) in _ = try process.open("/d/z", for: .reading) } == .notFound)
    #expect(
      code { () throws(StoreError) in _ = try process.open("/d", for: .reading) } == .notAStore)
    #expect(code { () throws(StoreError) in try process.unlink("/d/z") } == .notFound)
    #expect(code { () throws(StoreError) in try process.unlink("/d") } == .io)
    #expect(code { () throws(StoreError) in _ = try process.list("/e") } == .notFound)
    #expect(code { () throws(StoreError) in try process.removeDirectory("/d") } == .io)
    try process.unlink("/d/x")
    try process.unlink("/d/y")
    try process.removeDirectory("/d")
    #expect(try process.kind(of: "/d") == nil)
  }

  @Test("rename replaces files and empty directories, and moves whole directories")
  func renames() throws {
    let process = disk.process()
    _ = try process.make("/a", [1])
    _ = try process.make("/b", [2])
    try process.rename("/a", to: "/b")
    #expect(try process.bytes(of: "/b") == [1])
    #expect(try process.kind(of: "/a") == nil)
    try process.createDirectory("/d")
    try process.createDirectory("/e")
    _ = try process.make("/d/x", [3])
    #expect(code { () throws(StoreError) in try process.rename("/e", to: "/d") } == .io)
    #expect(code { () throws(StoreError) in try process.rename("/b", to: "/d") } == .io)
    #expect(code { () throws(StoreError) in try process.rename("/d", to: "/b") } == .io)
    #expect(code { () throws(StoreError) in try process.rename("/q", to: "/r") } == .notFound)
    try process.rename("/d", to: "/e")
    #expect(try process.bytes(of: "/e/x") == [3])
    #expect(
      code { () throws(StoreError) in _ = try process.open("/d/x", for: .reading) } == .notFound)
  }

  @Test("an unlinked file stays usable through its handle and is gone after it")
  func unlinkedFile() throws {
    let process = disk.process()
    let file = try process.make("/a", pattern(5000))
    try process.unlink("/a")
    #expect(try file.bytes() == pattern(5000))
    #expect(disk.usedByteCount == 8192)
    file.close()
    #expect(disk.usedByteCount == 0)
    #expect(code { () throws(StoreError) in _ = try file.size() } == .io)
  }

  @Test("a file opened for reading refuses to be changed")
  func readOnlyHandle() throws {
    let process = disk.process()
    _ = try process.make("/a", [1])
    let file = try process.open("/a", for: .reading)
    #expect(code { () throws(StoreError) in _ = try file.writeOnce([2]) } == .io)
    #expect(code { () throws(StoreError) in try file.truncate(to: 0) } == .io)
    #expect(code { () throws(StoreError) in _ = try file.allocate(from: 0, byteCount: 1) } == .io)
    #expect(try file.bytes() == [1])
  }

  @Test("impossible offsets are errors, not traps", arguments: [UInt64.max, 1 << 31, 1 << 63])
  func impossibleOffsets(offset: UInt64) throws {
    let file = try disk.process().make("/a", [1])
    #expect(code { () throws(StoreError) in _ = try file.writeOnce([2], at: offset) } == .io)
    #expect(code { () throws(StoreError) in try file.truncate(to: offset) } == .io)
    #expect(
      code { () throws(StoreError) in _ = try file.allocate(from: offset, byteCount: .max) } == .io)
    #expect(try file.bytes() == [1])
  }

  @Test("locks belong to open files, also within one process")
  func locks() throws {
    let process = disk.process()
    let first = try process.make("/LOCK")
    let second = try process.open("/LOCK", for: .writing)
    #expect(try first.tryLock())
    #expect(try first.tryLock())
    #expect(try !second.tryLock())
    second.unlock()
    #expect(try !second.tryLock())
    first.unlock()
    #expect(try second.tryLock())
    second.close()
    #expect(try first.tryLock())
  }

  @Test("letting go of a handle drops its lock")
  func droppedHandle() throws {
    let process = disk.process()
    var first: (any File)? = try process.make("/LOCK")
    let taken = try first?.tryLock()
    #expect(taken == true)
    first = nil
    #expect(try process.open("/LOCK", for: .writing).tryLock())
  }

  @Test("kill -9 keeps what was written, drops locks, and ends every call")
  func kill() throws {
    let process = disk.process()
    let file = try process.make("/a", [1, 2])
    #expect(try file.tryLock())
    let boot = process.bootIdentity()
    disk.kill(process)
    #expect(process.hasStopped)
    #expect(code { () throws(StoreError) in _ = try file.size() } == .io)
    #expect(code { () throws(StoreError) in _ = try process.list("/") } == .io)
    let next = disk.process()
    #expect(try next.bytes(of: "/a") == [1, 2])
    #expect(try next.open("/a", for: .writing).tryLock())
    #expect(next.bootIdentity() == boot)
    #expect(disk.contents(of: "/a", durable: true) == nil)
  }

  @Test("a power cut ends every process and changes the boot identity")
  func powerCut() throws {
    let process = disk.process()
    let file = try process.makeDurable("/a", [1])
    let boot = try #require(process.bootIdentity())
    #expect(boot.count == 16)
    disk.powerCut(.none)
    #expect(process.hasStopped)
    #expect(code { () throws(StoreError) in _ = try file.size() } == .io)
    let next = disk.process()
    #expect(next.bootIdentity() != boot)
    #expect(try next.bytes(of: "/a") == [1])
    disk.reportsBootIdentity = false
    #expect(next.bootIdentity() == nil)
  }

  @Test("a process that is not killed sees what another one does")
  func twoProcesses() throws {
    let writer = disk.process()
    let reader = disk.process()
    #expect(writer.processID != reader.processID)
    let file = try writer.make("/a", [1])
    let handle = try reader.open("/a", for: .reading)
    try file.put([2], at: 1)
    #expect(try handle.bytes() == [1, 2])
    disk.kill(writer)
    #expect(try handle.bytes() == [1, 2])
  }
}
