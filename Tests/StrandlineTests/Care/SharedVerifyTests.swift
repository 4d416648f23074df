import Strandline
import StrandlineTestSupport
import Testing

@Suite("Verification by two threads: whoever takes a segment, the report is the same")
struct SharedVerifyTests {
  /// What a verification reads at least for another thread to take part.
  private static let byteCountMin = 8 << 20

  /// A closed store of many segments, in which some records are damaged.
  private static let made = Result { try make() }

  private static func disk() throws -> SimulatedDisk { try made.get().copy() }

  private static func make() throws -> SimulatedDisk {
    let disk = SimulatedDisk(seed: 1)
    let world = try World(disk, segmentByteCountMax: 512 << 10)
    for start in stride(from: 0, to: 360, by: 20) {
      try world.store.save(
        (start..<start + 20).map {
          session($0, byteCount: 24_000, senderKey: CareWorld.sender)
        })
      try world.store.save([session(start, index: 1)])
    }
    try world.store.delete((30..<60).map { session($0).key })
    try world.store.close()
    let segments = world.files(".segment")
    #expect(segments.count > 8)
    for path in [segments[1], segments[4], segments[8]] {
      disk.flipBit(of: path, atByte: 100_000, bit: 3)
    }
    return disk
  }

  private static func report(
    _ disk: SimulatedDisk, _ mode: SimulatedScheduler.Mode, progress: ((Double) -> Bool)? = nil
  ) throws -> VerifyReport {
    var options = Options.ofThisTest
    options.readOnly = true
    let process = disk.process()
    let store = try SessionStore.open(
      at: World.path, options: options,
      environment: .simulated(
        process: process, seed: 1, scheduler: SimulatedScheduler(mode)))
    defer { try? store.close() }
    return try store.verify(.full, progress: progress)
  }

  @Test("by the caller alone or by the other thread alone")
  func either() throws {
    let disk = try Self.disk()
    // Work that is chosen by a seed does not run before somebody asks for it.
    let alone = try Self.report(disk, .chosen(seed: 1))
    let other = try Self.report(disk, .immediate)
    #expect(alone == other)
    #expect(Set(alone.findings.map(\.file)).count == 3 && alone.sessionCount > 300)
    #expect(alone.byteCount > Self.byteCountMin)
  }

  @Test("an error that the other thread meets is thrown")
  func failing() throws {
    let disk = try Self.disk()
    let segments = disk.listFiles(World.path).filter { $0.hasSuffix(".segment") }
    disk.failReads(of: World.path + "/" + segments[6], in: 100_000..<110_000)
    for mode in [SimulatedScheduler.Mode.immediate, .chosen(seed: 1)] {
      #expect(errorCode { _ = try Self.report(disk, mode) } == .io, "\(mode)")
    }
  }

  @Test("the caller cancels, and its progress ends at one")
  func progress() throws {
    let disk = try Self.disk()
    for mode in [SimulatedScheduler.Mode.immediate, .chosen(seed: 1)] {
      var shares: [Double] = []
      _ = try Self.report(disk, mode) { share in
        shares.append(share)
        return true
      }
      #expect(shares.last == 1 && shares == shares.sorted() && shares.allSatisfy { $0 <= 1 })
      var count = 0
      #expect(
        errorCode {
          _ = try Self.report(disk, mode) { _ in
            count += 1
            return count < 3
          }
        } == .cancelled)
    }
  }

  @Test("by two threads at once, on a real file system")
  func atOnce() throws {
    let scratch = try Scratch()
    var options = Options.ofThisTest
    options.segmentByteCountMax = 512 << 10
    let store = try SessionStore.open(at: scratch.file("store"), options: options)
    for start in stride(from: 0, to: 400, by: 20) {
      try store.save(
        (start..<start + 20).map { session($0, byteCount: 24_000) })
    }
    for _ in 0..<4 {
      let report = try store.verify(.full)
      #expect(report.isClean && report.sessionCount == 400, "\(report.findings)")
      #expect(report.byteCount > Self.byteCountMin)
    }
    try store.close()
  }
}
