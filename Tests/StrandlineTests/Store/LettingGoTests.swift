import Foundation
import Strandline
import Testing

@Suite("A store that is let go without a close")
struct LettingGoTests {
  /// Two writers at once could each write the manifest of the same number: what the later one names
  /// is all there is.
  @Test("its lock is free when the background has installed what it was about to")
  func beforeTheLock() throws {
    let scratch = try Scratch()
    let path = scratch.file("store")
    let probe = Probe()
    var environment = Environment.system()
    environment.fileSystem = ProbeFileSystem(environment.fileSystem, probe)
    var options = Options.ofThisTest
    options.deltaByteCountMax = 4 << 10
    options.durability = .buffered
    var store: SessionStore? = try SessionStore.open(
      at: path, options: options, environment: environment)

    let caller = ObjectIdentifier(Thread.current)
    let mayGoOn = Latch()
    let isHeld = Lock(false)
    let hold: @Sendable (String) -> Void = { file in
      // A checkpoint that the scheduler's thread installs removes the manifest before the last.
      guard file.hasSuffix(".manifest"), ObjectIdentifier(Thread.current) != caller,
        isHeld.withLock({ held in
          defer { held = true }
          return !held
        })
      else { return }
      mayGoOn.wait(for: 1)
    }
    probe.onUnlink(hold)
    var number = 0
    while !isHeld.withLock({ $0 }), number < 10_000 {
      try store?.save((number..<number + 100).map { session($0, byteCount: 20) })
      number += 100
      // No save beside the turn that is held: it would wait for that.
      for _ in 0..<300 where !isHeld.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.001) }
    }
    try #require(isHeld.withLock { $0 })
    let dropped = Lock(store)
    store = nil
    let isGone = Latch()
    onThread {
      dropped.withLock { $0 = nil }
      isGone.arrive()
    }
    // Time enough for a lock that is given up at once.
    Thread.sleep(forTimeInterval: 0.2)
    #expect(errorCode { try SessionStore.open(at: path).close() } == .busy)
    mayGoOn.arrive()
    isGone.wait(for: 1)
    let next = try SessionStore.open(at: path)
    #expect(try next.counts(for: nil).total == number)
    #expect(try next.verify(.full).isClean)
    try next.close()
  }
}
