import Strandline
import StrandlineTestSupport
import Testing

@Suite("Failing syncs of the simulated file system")
struct SyncFailureTests {
  private func failing(
    _ failure: SyncFailure, times: Int = 1
  ) throws(StoreError) -> (SimulatedDisk, any File) {
    let disk = SimulatedDisk(seed: 1)
    let process = disk.process()
    let file = try process.makeDurable("/a", [1, 1])
    try file.put([2, 2], at: 1)
    process.inject(Fault(.matching(.sync), .syncFailure(failure), times: times))
    return (disk, file)
  }

  @Test("markClean: the next sync succeeds, the cache shows the bytes, the disk never gets them")
  func markClean() throws {
    let (disk, file) = try failing(.markClean)
    #expect(code { () throws(StoreError) in try file.sync() } == .io)
    #expect(try file.bytes() == [1, 2, 2])
    try file.sync()
    #expect(disk.pendingOperationCount == 0)
    #expect(try disk.process().bytes(of: "/a") == [1, 2, 2])
    disk.powerCut(.all)
    #expect(disk.contents(of: "/a") == [1, 1])
  }

  @Test("markClean: what is written behind the lost bytes survives, with a hole before it")
  func hole() throws {
    let (disk, file) = try failing(.markClean)
    #expect(code { () throws(StoreError) in try file.sync() } == .io)
    try file.put([3], at: 3)
    try file.sync()
    #expect(try file.bytes() == [1, 2, 2, 3])
    disk.powerCut(.none)
    #expect(disk.contents(of: "/a") == [1, 1, 0, 3])
  }

  @Test("markClean: the cache forgets the bytes under memory pressure")
  func eviction() throws {
    let (disk, file) = try failing(.markClean)
    #expect(code { () throws(StoreError) in try file.sync() } == .io)
    try file.put([3], at: 3)
    disk.evictCleanPages()
    #expect(try file.bytes() == [1, 1, 0, 3])
  }

  @Test("revert: the file shows what was durable")
  func revert() throws {
    let (disk, file) = try failing(.revert)
    #expect(code { () throws(StoreError) in try file.sync() } == .io)
    #expect(try file.bytes() == [1, 1])
    try file.put([4], at: 2)
    try file.sync()
    disk.powerCut(.none)
    #expect(disk.contents(of: "/a") == [1, 1, 4])
  }

  @Test("late: the sync lies, the next one says so")
  func late() throws {
    let (disk, file) = try failing(.late)
    try file.sync()
    #expect(disk.falseSyncCount == 1)
    #expect(disk.contents(of: "/a", durable: true) == [1, 1])
    #expect(code { () throws(StoreError) in try file.sync() } == .io)
    try file.sync()
    #expect(try file.bytes() == [1, 2, 2])
    disk.powerCut(.all)
    #expect(disk.contents(of: "/a") == [1, 1])
  }

  @Test("sticky failures fail every sync", arguments: [SyncFailure.markClean, .revert])
  func sticky(failure: SyncFailure) throws {
    let (disk, file) = try failing(failure, times: .max)
    for _ in 0..<4 {
      try file.put([5], at: 0)
      #expect(code { () throws(StoreError) in try file.sync() } == .io)
    }
    disk.powerCut(.all)
    #expect(disk.contents(of: "/a") == [1, 1])
  }

  @Test("a failed sync that is reported as an error keeps the bytes pending")
  func plainError() throws {
    let disk = SimulatedDisk(seed: 1)
    let process = disk.process()
    let file = try process.makeDurable("/a", [1])
    try file.put([2])
    process.inject(Fault(.matching(.sync), .error(.inputOutput)))
    #expect(code { () throws(StoreError) in try file.sync() } == .io)
    #expect(disk.pendingOperationCount == 1)
    try file.sync()
    disk.powerCut(.none)
    #expect(disk.contents(of: "/a") == [2])
  }
}
