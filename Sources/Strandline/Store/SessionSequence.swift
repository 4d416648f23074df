/// A stream of sessions as of the moment it was asked for.
///
/// Holds no lock.
///
/// `var cursor = try store.sessions()`, then `while let record = try cursor.next()`. Damaged records
/// are left out and listed in the store's damage report.
public struct SessionSequence: Sendable {
  enum Walk: Sendable {
    case axis(next: UInt64)
    case room(GroupWalk, room: [UInt8])
  }

  /// Records read ahead at a time; this many bytes of them end a batch early.
  private static let batchCount = 64
  private static let batchByteCount = 256 << 10

  private let core: StoreCore
  private var view: StoreView
  private let opening: Int
  private var walk: Walk
  private var batch: [SessionRecord] = []
  private var position = 0

  init(core: StoreCore, view: StoreView, opening: Int, walk: Walk) {
    self.core = core
    self.view = view
    self.opening = opening
    self.walk = walk
  }

  /// A cursor that stands where this one stands.
  public var cursor: SessionSequence {
    get { self }
    set { self = newValue }
  }

  /// The next session, or nil at the end.
  ///
  /// - Returns: the record.
  /// - Throws: `StoreError`: `.closed` after the store was closed, `.io`.
  /// - Complexity: one read per batch of neighbours.
  public mutating func next() throws(StoreError) -> SessionRecord? {
    try core.check(opening: opening)
    while position == batch.count {
      guard try fillHealing() else { return nil }
    }
    defer { position += 1 }
    return batch[position]
  }

  /// If an index file turns out damaged, the stream goes on with an index of its own, built in
  /// memory from the segments it holds.
  private mutating func fillHealing() throws(StoreError) -> Bool {
    do {
      return try fill()
    } catch {
      guard error.isIndexDamage else { throw error }
      core.noteRebuilt(error)
    }
    view = try core.rebuilt(view)
    if case .room(let members, let room) = walk {
      walk = .room(try members.continued(over: view.index), room: room)
    }
    return try fill()
  }

  /// Reads the next batch, which may turn out empty; false at the end.
  private mutating func fill() throws(StoreError) -> Bool {
    batch = []
    position = 0
    switch walk {
    case .room(var members, let room):
      guard let revisions = try members.next() else { return false }
      batch = try core.records(revisions, view).filter { $0.key.room == room }
      if batch.count > 1 { batch.sort { $0.key.precedes($1.key) } }
      walk = .room(members, room: room)
    case .axis(var next):
      var revisions: [UInt64] = []
      var ahead = next
      while revisions.count < Self.batchCount, let revision = view.index.live.first(from: ahead) {
        revisions.append(revision)
        ahead = revision + 1
      }
      guard !revisions.isEmpty else { return false }
      var bytes = 0
      var records: [SessionRecord] = []
      try core.read(revisions, view) { revision, record, _ in
        next = revision + 1
        if let record {
          records.append(record)
          bytes += record.payload.count
        }
        return bytes < Self.batchByteCount
      }
      batch = records
      walk = .axis(next: next)
    }
    return true
  }
}
