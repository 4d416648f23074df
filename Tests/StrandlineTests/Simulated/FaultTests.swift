import Strandline
import StrandlineTestSupport
import Testing

@Suite("Faults of simulated processes")
struct FaultTests {
  let disk = SimulatedDisk(seed: 1)

  @Test(
    "system errors arrive with the product's codes",
    arguments: zip(
      SystemError.allCases,
      [StoreError.Code.io, .noSpace, .noSpace, .protectedData, .notFound, .io]))
  func codes(error: SystemError, code expected: StoreError.Code) throws {
    let process = disk.process()
    let file = try process.create("/a")
    process.inject(.persistent(.matching(nil), .error(error)))
    #expect(code { () throws(StoreError) in _ = try process.create("/b") } == expected)
    #expect(code { () throws(StoreError) in _ = try process.open("/a", for: .reading) } == expected)
    #expect(code { () throws(StoreError) in _ = try file.writeOnce([1]) } == expected)
    #expect(code { () throws(StoreError) in _ = try file.readOnce(1) } == expected)
    #expect(code { () throws(StoreError) in try file.sync() } == expected)
    #expect(code { () throws(StoreError) in try process.syncDirectory("/") } == expected)
    #expect(code { () throws(StoreError) in _ = try process.kind(of: "/a") } == expected)
    #expect(process.struckFaultCount == 7)
    process.clearFaults()
    #expect(try process.list("/") == ["a"])
    #expect(try file.size() == 0)
  }

  @Test("a fault strikes once, k times or for ever", arguments: [1, 3, Int.max])
  func times(count: Int) throws {
    let process = disk.process()
    let file = try process.create("/a")
    process.inject(Fault(.matching(.write), .error(.inputOutput), times: count))
    var failures = 0
    for _ in 0..<10 where code(of: { () throws(StoreError) in try file.put([1]) }) != nil {
      failures += 1
    }
    #expect(failures == min(10, count))
    #expect(disk.contents(of: "/a") == (count < 10 ? [1] : []))
  }

  @Test("a fault by call number strikes that call")
  func byNumber() throws {
    let process = disk.process()
    let file = try process.create("/a")
    process.inject(Fault(.call(3), .error(.noSpace)))
    try file.put([1])
    #expect(code { () throws(StoreError) in try file.put([2], at: 1) } == .noSpace)
    try file.put([3], at: 1)
    #expect(try file.bytes() == [1, 3])
  }

  @Test("a fault by kind and name leaves others alone and can skip some")
  func byKindAndName() throws {
    let process = disk.process()
    let log = try process.create("/1.segment")
    let map = try process.create("/2.map")
    process.inject(Fault(.matching(.sync, suffix: ".segment", skipping: 1), .error(.inputOutput)))
    try map.sync()
    try log.sync()
    try map.sync()
    #expect(code { () throws(StoreError) in try log.sync() } == .io)
    try log.sync()
  }

  @Test("short reads and writes say what they did")
  func shortCalls() throws {
    let process = disk.process()
    let file = try process.create("/a")
    process.inject(Fault(.matching(.write), .shortWrite(4)))
    process.inject(Fault(.matching(.read), .shortRead(3)))
    #expect(try file.writeOnce(pattern(10)) == 4)
    #expect(try file.size() == 4)
    #expect(try file.readOnce(4) == pattern(3))
    #expect(try file.readOnce(4) == pattern(4))
  }

  @Test("a write can fail with part of its bytes in the file")
  func partialWrite() throws {
    let process = disk.process()
    let file = try process.create("/a")
    process.inject(Fault(.matching(.write), .partialWrite(4, then: .noSpace)))
    #expect(code { () throws(StoreError) in _ = try file.writeOnce(pattern(10)) } == .noSpace)
    #expect(try file.bytes() == pattern(4))
  }

  @Test("lost and misplaced writes are seen until the cache is gone")
  func badDevice() throws {
    let process = disk.process()
    let file = try process.makeDurable("/a", [1, 1, 1, 1])
    process.inject(Fault(.matching(.write), .lostWrite))
    process.inject(Fault(.matching(.write), .misplacedWrite(2)))
    try file.put([7], at: 0)
    try file.put([8], at: 1)
    try file.sync()
    #expect(try file.bytes() == [7, 8, 1, 1])
    #expect(disk.falseSyncCount == 2)
    disk.powerCut(.all)
    #expect(disk.contents(of: "/a") == [1, 1, 1, 8])
  }
}
