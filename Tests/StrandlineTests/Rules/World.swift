import Foundation
import Strandline
import StrandlineTestSupport

/// A store on a simulated disk, and what happens to both.
final class World {
  static let path = "/store"

  let disk: SimulatedDisk
  let clock = SimulatedClock()
  let probe = Probe()
  var options = Options.ofThisTest
  private(set) var process: SimulatedProcess
  private(set) var store: SessionStore
  private var openingCount: UInt64 = 0

  init(
    _ disk: SimulatedDisk = SimulatedDisk(seed: 1), durability: Durability = .durable,
    segmentByteCountMax: Int? = nil, scheduler: (any Scheduler)? = nil
  ) throws {
    self.disk = disk
    options.durability = durability
    // What a test writes stays where it is unless the test compacts it; the simulation compacts.
    options.backgroundCompaction = false
    if let segmentByteCountMax { options.segmentByteCountMax = segmentByteCountMax }
    process = disk.process()
    var environment = Environment.simulated(
      process: process, seed: disk.seed &* 977 &+ UInt64(disk.listFiles(Self.path).count),
      clock: clock)
    environment.fileSystem = ProbeFileSystem(process, probe)
    if let scheduler { environment.scheduler = scheduler }
    store = try SessionStore.open(at: Self.path, options: options, environment: environment)
  }

  /// The process ends without a close: by a power cut that leaves `image`, or by kill -9.
  func end(_ image: CrashImage? = nil) {
    if let image { disk.powerCut(image) } else { disk.kill(process) }
  }

  /// The next process opens the store; `prepare` may put faults in its way.
  func start(_ prepare: (SimulatedProcess) -> Void = { _ in }) throws {
    process = disk.process()
    prepare(process)
    store = try opened(by: process, options)
  }

  func crash(_ image: CrashImage? = nil) throws {
    end(image)
    try start()
  }

  func reopen() throws {
    try store.close()
    try store.reopen()
  }

  /// A store opened for reading by another process.
  func reader() throws -> SessionStore {
    var options = options
    options.readOnly = true
    return try opened(by: disk.process(), options)
  }

  private func opened(by process: SimulatedProcess, _ options: Options) throws -> SessionStore {
    openingCount += 1
    var environment = Environment.simulated(
      process: process, seed: disk.seed &* 31 &+ openingCount, clock: clock)
    environment.fileSystem = ProbeFileSystem(process, probe)
    return try SessionStore.open(at: Self.path, options: options, environment: environment)
  }

  /// The store's files but `LOCK`, in order, with their paths.
  func files(_ suffix: String = "") -> [String] {
    disk.listFiles(Self.path).filter { $0 != "LOCK" && $0.hasSuffix(suffix) }
      .map { Self.path + "/" + $0 }
  }

  /// Changes one byte of a payload on the disk; false when the bytes are not there.
  @discardableResult
  func damage(_ payload: [UInt8]) -> Bool {
    for path in files(".segment") {
      guard let bytes = disk.contents(of: path),
        let place = Data(bytes).range(of: Data(payload))
      else { continue }
      disk.flipBit(of: path, atByte: place.lowerBound, bit: 3)
      return true
    }
    return false
  }
}

/// The session with this number: every number has other bytes.
func session(
  _ number: Int, index: UInt32 = 5, room: String = "!room:example.org", variant: Int = 0,
  byteCount: Int = 40, senderKey: [UInt8] = [], kind: UInt8 = 0
) -> SessionRecord {
  let text = Array("payload \(number), variant \(variant), index \(index). ".utf8)
  let filler = UInt8(truncatingIfNeeded: number &* 31 &+ variant &+ 1)
  let payload = text + [UInt8](repeating: filler, count: max(0, byteCount - text.count))
  return SessionRecord(
    key: SessionKey(room: room, session: "session-\(number)"), payload: payload,
    firstKnownIndex: index, senderKey: senderKey, senderDataKind: kind)
}

func sessions(_ numbers: some Sequence<Int>) -> [SessionRecord] { numbers.map { session($0) } }

extension SessionStore {
  /// Everything pending, in revision order, page by page.
  func allPending(_ version: BackupVersion, page: Int = 1000) throws -> [SessionRecord] {
    try pending(for: version, limit: page).sessions
  }

  func pendingKeys(_ version: BackupVersion) throws -> Set<SessionKey> {
    Set(try allPending(version).map(\.key))
  }

  func backedUp(_ version: BackupVersion?) throws -> Int { try counts(for: version).backedUp }

  /// All sessions by way of the cursor.
  func listing() throws -> [SessionRecord] { try sessions().rest() }

  /// Hands everything out page by page and acknowledges it; answers how many that were.
  @discardableResult
  func uploadAll(to version: BackupVersion, page: Int = 1000) throws -> Int {
    var count = 0
    while true {
      let batch = try pending(for: version, limit: page)
      if batch.isEmpty { return count }
      count += try acknowledge(batch).recorded
    }
  }
}

extension SessionSequence {
  /// What is left of it.
  func rest() throws -> [SessionRecord] {
    var cursor = self
    var found: [SessionRecord] = []
    while let record = try cursor.next() { found.append(record) }
    return found
  }
}

/// The code of the `StoreError` that `body` throws; nil when it throws none.
func errorCode(_ body: () throws -> Void) -> StoreError.Code? {
  do {
    try body()
    return nil
  } catch {
    return (error as? StoreError)?.code
  }
}

/// Threads wait here for each other.
final class Latch: Sendable {
  private let count = Lock(0)

  func arrive() {
    count.withLock { $0 += 1 }
    count.wakeAll(0)
  }

  func wait(for target: Int) {
    count.withLock { arrived -> Lock<Int>.Turn<Void> in
      arrived >= target ? .done(()) : .wait(0)
    }
  }
}

/// Runs `body` on a thread of its own and does not wait.
func onThread(_ body: @escaping @Sendable () -> Void) { Thread(block: body).start() }

/// Runs `body` on threads of their own and waits for all.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let done = Latch()
  for index in 0..<count {
    Thread {
      body(index)
      done.arrive()
    }.start()
  }
  done.wait(for: count)
}

/// A directory of the real file system that goes away with its owner.
final class Scratch {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-rules-\(UInt64.random(in: 0...UInt64.max))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
}
