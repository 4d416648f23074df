import Strandline
import StrandlineTestSupport
import Testing

/// The last step of a creation makes the store's own name durable: whoever acknowledges anything in
/// the store must know that it was done.
@Suite("A store's name is durable before anything in it is acknowledged")
struct CreationTests {
  private func opened(_ process: SimulatedProcess, seed: UInt64) throws -> SessionStore {
    try SessionStore.open(
      at: World.path, options: Options(),
      environment: .simulated(process: process, seed: seed))
  }

  /// The mutating calls of a creation, to its end.
  private static let callCount = {
    let process = SimulatedDisk(seed: 1).process()
    _ = try? SessionStore.open(
      at: World.path, options: Options(), environment: .simulated(process: process, seed: 1))
    return process.mutatingCallCount
  }()

  @Test("after a kill anywhere in the creation", arguments: CrashPoint.Moment.allCases)
  func killed(moment: CrashPoint.Moment) throws {
    for call in 1...Self.callCount {
      let disk = SimulatedDisk(seed: 1)
      let first = disk.process()
      first.crash(at: CrashPoint(atCall: call, moment: moment, counting: .mutatingCalls))
      _ = try? opened(first, seed: 1)
      disk.kill(first)
      let store = try opened(disk.process(), seed: 2)
      try store.save([session(1)], durability: .durable)
      disk.powerCut(.none)
      let next = try opened(disk.process(), seed: 3)
      #expect(try next.listing() == [session(1)], "killed at call \(call)")
    }
  }

  @Test("after a sync of its parent that failed")
  func failedSync() throws {
    for skipping in 0..<3 {
      let disk = SimulatedDisk(seed: 1)
      let process = disk.process()
      process.inject(
        Fault(.matching(.syncDirectory, skipping: skipping), .error(.inputOutput), times: 1))
      guard let store = try? opened(process, seed: 1) else { continue }
      try store.save([session(1)], durability: .durable)
      disk.powerCut(.none)
      let next = try opened(disk.process(), seed: 3)
      #expect(try next.listing() == [session(1)], "sync \(skipping)")
    }
  }

  @Test(
    "a creation in an empty directory that fails at any call can be tried again",
    arguments: [CallKind.create, .write, .sync, .syncDirectory, .rename])
  func failedInPlace(kind: CallKind) throws {
    for skipped in 0..<4 {
      let disk = SimulatedDisk(seed: 5)
      let process = disk.process()
      try process.createDirectory(World.path)
      process.inject(Fault(.matching(kind, skipping: skipped), .error(.inputOutput), times: 1))
      let environment = Environment.simulated(process: process, seed: 1)
      func open() throws -> SessionStore {
        try SessionStore.open(at: World.path, options: Options(), environment: environment)
      }
      let code = errorCode { try open().close() }
      #expect(code == nil || code == .io, "\(kind) \(skipped)")
      process.clearFaults()
      let store = try open()
      #expect(try store.save([session(1)]) == [.inserted])
      try store.close()
    }
  }
}
