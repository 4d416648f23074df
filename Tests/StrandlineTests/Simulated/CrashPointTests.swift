import Strandline
import StrandlineTestSupport
import Testing

@Suite("Crash points of simulated processes")
struct CrashPointTests {
  /// Six mutating calls; the file keeps a byte for each write that happened.
  private func work(_ process: SimulatedProcess) throws(StoreError) {
    let file = try process.create("/a")
    try file.put([1], at: 0)
    _ = try file.size()
    try file.sync()
    try file.put([2], at: 1)
    try process.syncDirectory("/")
    try process.rename("/a", to: "/b")
  }

  @Test("the n-th mutating call is stopped before or after it happened", arguments: 1...6)
  func stopsAtCall(number: Int) {
    for after in [false, true] {
      let disk = SimulatedDisk(seed: 1)
      let process = disk.process()
      process.crash(atCall: number, after: after)
      #expect(code { () throws(StoreError) in try work(process) } == .io)
      #expect(process.hasStopped)
      #expect(process.mutatingCallCount == number)
      let done = after ? number : number - 1
      #expect((disk.contents(of: "/a") ?? disk.contents(of: "/b") == nil) == (done == 0))
      let bytes = disk.contents(of: "/b") ?? disk.contents(of: "/a") ?? []
      #expect(bytes == (done >= 4 ? [1, 2] : done >= 2 ? [1] : []))
      #expect(disk.listFiles("/") == (done == 0 ? [] : done == 6 ? ["b"] : ["a"]))
      #expect(disk.listFiles("/", durable: true) == (done >= 5 ? ["a"] : []))
      #expect(code { () throws(StoreError) in _ = try process.list("/") } == .io)
      #expect(process.mutatingCallCount == number)
    }
  }

  @Test("behind the last call there is no crash, and all calls can be counted")
  func countsCalls() throws {
    let process = SimulatedDisk(seed: 1).process()
    process.crash(atCall: 7)
    try work(process)
    #expect(process.mutatingCallCount == 6)
    // With the one that asks for the size.
    #expect(process.callCount == 7)
    #expect(!process.hasStopped)
    let other = SimulatedDisk(seed: 1).process()
    other.crash(at: CrashPoint(atCall: 3, counting: .allCalls))
    #expect(code { () throws(StoreError) in try work(other) } == .io)
    #expect(other.recentCalls.last?.kind == .size)
  }

  @Test("a write can be stopped partway")
  func stopsPartway() throws {
    let disk = SimulatedDisk(seed: 1)
    let process = disk.process()
    let file = try process.create("/a")
    process.crash(at: CrashPoint(atCall: 2, moment: .partway))
    #expect(code { () throws(StoreError) in try file.put(pattern(1000)) } == .io)
    #expect(disk.contents(of: "/a") == pattern(500))
  }

  @Test("a stopped process holds its locks until it is killed")
  func keepsLocks() throws {
    let disk = SimulatedDisk(seed: 1)
    let process = disk.process()
    let file = try process.create("/LOCK")
    #expect(try file.tryLock())
    process.crash(atCall: 2)
    #expect(code { () throws(StoreError) in try file.sync() } == .io)
    let next = disk.process()
    let other = try next.open("/LOCK", for: .writing)
    #expect(try !other.tryLock())
    disk.kill(process)
    #expect(try other.tryLock())
  }

  @Test("the log names the last calls, and what was struck")
  func logs() throws {
    let process = SimulatedDisk(seed: 1).process()
    try process.createDirectory("/d")
    let file = try process.create("/d/x")
    for index in 0..<300 { try file.put([1], at: UInt64(index)) }
    process.inject(Fault(.matching(.sync), .error(.inputOutput)))
    #expect(code { () throws(StoreError) in try file.sync() } == .io)
    let calls = process.recentCalls
    #expect(calls.count == 256)
    #expect(calls.map(\.number) == Array(48...303))
    #expect(calls.last?.description == "#303 sync x at 0, 0 bytes *")
    #expect(calls.dropLast().last?.description == "#302 write x at 299, 1 bytes")
  }
}
