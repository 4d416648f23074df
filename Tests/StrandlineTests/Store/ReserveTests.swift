import Strandline
import StrandlineTestSupport
import Testing

@Suite("The reserve on a disk that another program fills")
struct ReserveTests {
  static let version = BackupVersion("1")

  @Test(
    "whatever call the disk gets full at, deletions, acknowledgements and resets work",
    arguments: Array(stride(from: 0, to: 24, by: 3)))
  func reserve(step: Int) throws {
    let world = try fullWorld(step)
    try useWithoutSaving(world)
    world.disk.capacity = nil
    try world.store.save([session(2000)])
  }

  @Test(
    "what a process leaves on the full disk is enough for the next one's, however it ends",
    arguments: Array(stride(from: 0, to: 24, by: 3)), [true, false])
  func opened(step: Int, isClosed: Bool) throws {
    let world = try fullWorld(step)
    // What the next process moves is what came after the last promise.
    for _ in 0..<2 { try world.store.resetBackupState() }
    for number in 2...(2 + step % 5) {
      try world.store.delete([session(number).key], durability: .buffered)
    }
    if isClosed { try world.store.close() }
    world.end()
    world.disk.capacity = world.disk.usedByteCount
    try world.start()
    world.disk.capacity = world.disk.usedByteCount
    try useWithoutSaving(world)
    world.disk.capacity = nil
    try world.store.save([session(2000)])
  }

  /// A disk filled by a store, and then, to the last block, by somebody else.
  private func fullWorld(_ step: Int) throws -> World {
    // Around every roll of the log: a segment is full after three saves.
    let world = try World(durability: .buffered, segmentByteCountMax: 64 << 10)
    for number in 1...(6 + step % 4) {
      try world.store.save([session(number, byteCount: 20 << 10)])
    }
    world.disk.capacity = world.disk.usedByteCount + step * (32 << 10)
    var refusal: StoreError.Code?
    for number in 100..<1000 where refusal == nil {
      refusal = errorCode { try world.store.save([session(number, byteCount: 20 << 10)]) }
    }
    #expect(refusal == .noSpace)
    // What the store has given back is taken by somebody else.
    world.disk.capacity = world.disk.usedByteCount
    return world
  }

  private func useWithoutSaving(_ world: World) throws {
    let before = try world.store.counts(for: nil).total
    #expect(try world.store.delete([session(1).key]) == 1)
    let batch = try world.store.pending(for: Self.version, limit: 3)
    #expect(try world.store.acknowledge(batch).recorded == 3)
    for _ in 0..<8 {
      try world.store.resetBackupState()
      try world.store.forgetBackup(Self.version)
    }
    try world.store.flush()
    #expect(try world.store.counts(for: nil).total == before - 1)
  }
}
