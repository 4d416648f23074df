import Strandline
import Synchronization

/// A store of ordered keys with an index on (version that holds the session, sequence).
///
/// Entries: `s` key → contents; `t` key → version, sequence, first index; `i` version, sequence → key;
/// `m` → current version. What is pending is the index before and behind the current version, so that
/// a reset is one small write. Threads that save the same key at a time are not expected.
final class StampedEngine<Store: OrderedStore>: Engine {
  private typealias Stamp = (version: UInt32, sequence: UInt64, firstIndex: UInt32)

  private let store: Store
  private let version: Mutex<UInt32>
  private let sequence: Atomic<UInt64>
  private let bound = PendingBound()

  init(_ store: Store) throws {
    self.store = store
    let stored = try store.get(Self.versionKey) { EntryCoding.number32($0, at: 0) }
    version = Mutex(stored ?? 1)
    // A sequence is never given twice, whatever a process that was killed had given.
    let previous = try store.get(Self.sequenceKey) { EntryCoding.number64($0, at: 0) } ?? 0
    sequence = Atomic(previous + 1 << 40)
    var bytes: [UInt8] = []
    EntryCoding.append(previous + 1 << 40, to: &bytes)
    try store.write(isDurable: true) { try $0.put(Self.sequenceKey, bytes) }
  }

  private static var versionKey: [UInt8] { Array("mversion".utf8) }
  private static var sequenceKey: [UInt8] { Array("msequence".utf8) }

  private static func indexKey(_ version: UInt32, _ sequence: UInt64 = 0) -> [UInt8] {
    var key = [UInt8(ascii: "i")]
    EntryCoding.append(version, to: &key)
    EntryCoding.append(sequence, to: &key)
    return key
  }

  private static func stampKey(_ key: SessionKey) -> [UInt8] {
    EntryCoding.prefixed(UInt8(ascii: "t"), key)
  }

  private static func contentsKey(_ key: SessionKey) -> [UInt8] {
    EntryCoding.prefixed(UInt8(ascii: "s"), key)
  }

  private func stamp(_ key: SessionKey) throws -> Stamp? {
    try store.get(Self.stampKey(key)) { bytes in
      (
        EntryCoding.number32(bytes, at: 0), EntryCoding.number64(bytes, at: 4),
        EntryCoding.number32(bytes, at: 12)
      )
    }
  }

  private func put(_ stamp: Stamp, _ key: SessionKey, _ batch: any OrderedBatch) throws {
    var bytes: [UInt8] = []
    EntryCoding.append(stamp.version, to: &bytes)
    EntryCoding.append(stamp.sequence, to: &bytes)
    EntryCoding.append(stamp.firstIndex, to: &bytes)
    try batch.put(Self.stampKey(key), bytes)
    try batch.put(Self.indexKey(stamp.version, stamp.sequence), EntryCoding.key(key))
  }

  func save(_ records: [SessionRecord], isDurable: Bool) throws {
    let stamps = try records.map { try stamp($0.key) }
    try store.write(isDurable: isDurable) { batch in
      for (record, stored) in zip(records, stamps) {
        if let stored {
          if stored.firstIndex <= record.firstKnownIndex { continue }
          try batch.delete(Self.indexKey(stored.version, stored.sequence))
        }
        let next = sequence.wrappingAdd(1, ordering: .relaxed).newValue
        try put((0, next, record.firstKnownIndex), record.key, batch)
        bound.include(Self.indexKey(0, next))
        try batch.put(Self.contentsKey(record.key), EntryCoding.value(record))
      }
    }
  }

  func sync() throws { try store.sync() }

  func delete(_ keys: [SessionKey]) throws {
    let stamps = try keys.map { try stamp($0) }
    try store.write(isDurable: true) { batch in
      for (key, stored) in zip(keys, stamps) {
        guard let stored else { continue }
        try batch.delete(Self.indexKey(stored.version, stored.sequence))
        try batch.delete(Self.stampKey(key))
        try batch.delete(Self.contentsKey(key))
      }
    }
  }

  func read(_ key: SessionKey, _ body: (UnsafeRawBufferPointer) -> Void) throws -> Bool {
    try store.get(Self.contentsKey(key)) { body(EntryCoding.payload($0)) } != nil
  }

  func pending(limit: Int) throws -> EnginePage {
    let version = version.withLock { $0 }
    var entries: [(version: UInt32, sequence: UInt64, key: SessionKey)] = []
    let bound = bound.entry
    for start in [0, version + 1] where entries.count < limit {
      let first = Self.indexKey(start)
      try store.scan(from: first.lexicographicallyPrecedes(bound) ? bound : first) { key, value in
        guard key[0] == UInt8(ascii: "i") else { return false }
        let stamp = EntryCoding.number32(key, at: 1)
        if start < version, stamp >= version { return false }
        entries.append(
          (stamp, EntryCoding.number64(key, at: 5), EntryCoding.sessionKey(value)))
        return entries.count < limit
      }
    }
    let sessions = try entries.map { entry in
      let record = try store.get(Self.contentsKey(entry.key)) { EntryCoding.record(entry.key, $0) }
      guard let record else { throw BenchmarkFailure("a pending session is missing") }
      return record
    }
    let handle = StampedHandle(
      version: version, bound: bound, stamps: entries.map { ($0.version, $0.sequence) })
    return EnginePage(sessions, handle: handle)
  }

  func acknowledge(_ page: EnginePage) throws {
    guard let handle = page.handle as? StampedHandle else {
      throw BenchmarkFailure("a page of another engine is acknowledged")
    }
    try store.write(isDurable: true) { batch in
      for (session, stamp) in zip(page.sessions, handle.stamps) {
        try batch.delete(Self.indexKey(stamp.version, stamp.sequence))
        try put(
          (handle.version, stamp.sequence, session.firstKnownIndex), session.key, batch)
      }
    }
    guard let last = handle.stamps.last else { return }
    bound.advance(from: handle.bound, to: Self.indexKey(last.version, last.sequence))
  }

  /// Counts the entries of the index, the way this design has.
  func counts() throws -> EngineCounts {
    let version = version.withLock { $0 }
    var total = 0
    var backedUp = 0
    try store.scan(from: Self.indexKey(0)) { key, _ in
      guard key[0] == UInt8(ascii: "i") else { return false }
      total += 1
      if EntryCoding.number32(key, at: 1) == version { backedUp += 1 }
      return true
    }
    return EngineCounts(total: total, backedUp: backedUp)
  }

  func reset(to version: Int) throws {
    var bytes: [UInt8] = []
    EntryCoding.append(UInt32(version), to: &bytes)
    try store.write(isDurable: true) { try $0.put(Self.versionKey, bytes) }
    self.version.withLock { $0 = UInt32(version) }
    bound.reset()
  }

  func settle() throws { try store.settle() }
  func compact() throws { try store.compact() }
  func close() throws { store.close() }
  var syncCount: Int? { nil }
}

/// How a page's entries are found in the index again.
struct StampedHandle: Sendable {
  let version: UInt32
  let bound: [UInt8]
  let stamps: [(version: UInt32, sequence: UInt64)]
}
