import Strandline
import StrandlineTestSupport
import Testing

@Suite("The note in LOCK: what the next process may believe of the system's cache")
struct LockNoteTests {
  /// The disk is full when a process of another boot opens: its note would tell the next one that
  /// it lived in this boot.
  @Test("a note that could not be written does not make the next process trust a sync")
  func unwritten() throws {
    let world = try World(durability: .buffered)
    try world.store.save([session(1)], durability: .durable)
    try world.store.close()
    world.end(CrashImage.none)
    // The second process: no room for its note, then a sync that fails and no way around it.
    try world.start { process in
      process.inject(Fault(.matching(.write, suffix: "LOCK"), .error(.noSpace), times: 1))
    }
    try world.store.save([session(2)])
    world.process.inject(Fault(.matching(.sync), .syncFailure(.markClean), times: 1))
    world.process.inject(.persistent(.matching(.create), .error(.inputOutput)))
    #expect(errorCode { try world.store.flush() } == .io)
    try world.crash()
    let handedOut = try world.store.pending(for: BackupVersion("1"), limit: 9).sessions
    try world.store.save([session(3)], durability: .durable)
    try world.crash(CrashImage.none)
    #expect(Set(try world.store.listing()).isSuperset(of: handedOut + [session(3)]))
  }
}
