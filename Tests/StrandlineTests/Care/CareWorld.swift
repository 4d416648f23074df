import Strandline
import StrandlineTestSupport

/// Stores of several shapes, and how their copies are looked at.
enum CareWorld {
  static let copyPath = "/copy"
  static let a = BackupVersion("A")
  static let b = BackupVersion("B", publicKey: [1, 2, 3])
  static let sender = [UInt8](repeating: 6, count: 32)

  /// What has been done to a store.
  enum Shape: String, CaseIterable {
    case empty, open, indexed, reopened
  }

  static func world(_ shape: Shape, _ disk: SimulatedDisk = SimulatedDisk(seed: 1)) throws -> World
  {
    let world = try World(disk, segmentByteCountMax: 16 << 10)
    if shape == .empty { return world }
    try fill(world.store, 1...60)
    if shape == .open { return world }
    for round in 0..<8 { try fill(world.store, (100 + round * 60)...(160 + round * 60)) }
    try world.reopen()
    if shape == .indexed { return world }
    try fill(world.store, 20...40)
    try world.store.delete([session(3).key])
    try world.reopen()
    try world.store.save([session(900, index: 3)])
    return world
  }

  /// A little of everything.
  static func fill(_ store: SessionStore, _ numbers: ClosedRange<Int>) throws {
    let first = numbers.lowerBound
    try store.save(numbers.map { session($0, senderKey: $0 % 3 == 0 ? sender : [], kind: 1) })
    try store.acknowledge(try store.pending(for: a, limit: 10))
    try store.save([session(first, index: 2), session(first + 1, variant: 1)])
    try store.delete([session(first + 2).key])
    try store.set("token", to: [1, 2, UInt8(first % 256)])
    var batch = WriteBatch()
    batch.withhold(session(first + 4).key, info: [4])
    batch.save(session(first + 5, index: 1), backedUpTo: b)
    try store.commit(batch)
    _ = try store.takeLease("lease", holder: "alice", milliseconds: 5)
  }

  /// Opens the store at a path of a disk by a new process.
  static func open(
    _ disk: SimulatedDisk, at path: String = copyPath, readOnly: Bool = false
  ) throws -> SessionStore {
    var options = Options.ofThisTest
    options.segmentByteCountMax = 16 << 10
    options.readOnly = readOnly
    let process = disk.process()
    return try SessionStore.open(
      at: path, options: options,
      environment: .simulated(
        process: process, seed: UInt64(process.processID), clock: SimulatedClock()))
  }

  /// All a store serves.
  struct Contents: Equatable {
    var sessions: Set<SessionRecord> = []
    var pending: [[SessionKey]] = []
    var token: [UInt8]?
    var withheld: Set<SessionKey> = []
    var senders: Set<SessionKey> = []
    var total = 0
  }

  static func contents(_ store: SessionStore) throws -> Contents {
    var contents = Contents()
    contents.sessions = Set(try store.listing())
    contents.pending = try [a, b].map { try store.allPending($0, page: 5000).map(\.key) }
    contents.token = try store.setting("token")
    let room = session(1).key.room
    contents.withheld = Set(try store.withheld(inRoom: room).map(\.key))
    contents.senders = Set(
      try store.sessions(fromSender: sender, kind: 1, after: nil, limit: 5000).map(\.key))
    contents.total = try store.counts(for: nil).total
    return contents
  }
}
