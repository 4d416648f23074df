/// The index of everything that lives: which revision a name has, where a revision lies, and which
/// revisions live.
///
/// A value; a copy is the index of one moment. The live bits are in memory; the rest is in the index
/// files up to the basis, and behind it in two deltas: a frozen one, which a checkpoint is writing
/// out, and the active one above it.
package struct SessionIndex: Sendable {
  package var disk: DiskIndex
  package internal(set) var frozen: IndexDelta?
  package internal(set) var active: IndexDelta
  /// Live revisions of sessions.
  package internal(set) var live = RevisionSet()
  /// Live revisions of settings, withheld information and leases: never pending, never counted.
  package internal(set) var liveNeighbours = RevisionSet()
  /// Live revisions whose names could not be read so far; empty unless records are damaged.
  package internal(set) var nameless: Set<UInt64> = []
  package internal(set) var liveBytes = LiveBytes()
  /// What lived at the basis.
  ///
  /// A replay begins there and looks for the older copies of the names it meets, so that merges and
  /// compaction keep what lived then, whatever has become of it since.
  package internal(set) var foldedLive = RevisionSet()
  package internal(set) var foldedNeighbours = RevisionSet()

  /// An empty index.
  package init() {
    disk = .empty
    active = IndexDelta(base: 1)
  }

  /// What index files hold, folded at a basis.
  package init(
    disk: DiskIndex, base: UInt64, live: RevisionSet, liveNeighbours: RevisionSet,
    nameless: [UInt64], liveBytes: LiveBytes
  ) {
    self.disk = disk
    active = IndexDelta(base: base)
    self.live = live
    self.liveNeighbours = liveNeighbours
    self.nameless = Set(nameless)
    self.liveBytes = liveBytes
    foldedLive = live
    foldedNeighbours = liveNeighbours
  }

  package func isLive(_ revision: UInt64) -> Bool {
    live.contains(revision) || liveNeighbours.contains(revision)
  }

  /// Whether a revision lived at the basis.
  package func isFolded(_ revision: UInt64) -> Bool {
    foldedLive.contains(revision) || foldedNeighbours.contains(revision)
  }

  /// Whether anything lived in a range of revisions at the basis.
  package func hasFolded(in range: Range<UInt64>) -> Bool {
    [foldedLive, foldedNeighbours].contains { $0.hasMember(in: range) }
  }

  /// Whether anything lives in a range of revisions.
  package func hasLive(in range: Range<UInt64>) -> Bool {
    [live, liveNeighbours].contains { $0.hasMember(in: range) }
  }

  /// Whether a revision lives and can be found by its name.
  package func isNamed(_ revision: UInt64) -> Bool {
    isLive(revision) && !nameless.contains(revision)
  }

  /// Where a live revision's record begins.
  package func place(of revision: UInt64) throws(StoreError) -> Place? {
    guard isLive(revision) else { return nil }
    if let place = active.places[revision] { return place }
    if let place = frozen?.places[revision] { return place }
    return try disk.place(of: revision)
  }

  /// Visits the live revisions under a name's hash, in no order, until `body` answers false: usually
  /// none or one, more when hashes collide.
  ///
  /// The name must be compared in the record.
  package func forEachCandidate(
    _ hash: UInt64, _ body: (UInt64) throws(StoreError) -> Bool
  ) throws(StoreError) {
    // A function and not a closure, which would copy the index.
    func visit(_ revision: UInt64) throws(StoreError) -> Bool {
      guard isLive(revision) else { return true }
      return try body(revision)
    }
    guard try active.forEachCandidate(hash, visit) else { return }
    if let frozen, try !frozen.forEachCandidate(hash, visit) { return }
    try disk.forEachCandidate(hash, visit)
  }

  /// The same as a list.
  package func candidates(_ hash: UInt64) throws(StoreError) -> [UInt64] {
    var found: [UInt64] = []
    try forEachCandidate(hash) { revision throws(StoreError) in
      if !found.contains(revision) { found.append(revision) }
      return true
    }
    return found
  }

  /// Walks the members of a room (sessions or withheld information) from a key's hash on.
  package func members(
    ofRoom group: UInt64, fromKey key: UInt64 = 0
  ) throws(StoreError) -> EntryCursor {
    try EntryCursor(
      [active.rooms] + (frozen.map { [$0.rooms] } ?? []), disk.rooms,
      from: .member(group: group, key: key, revision: 0))
  }

  /// Walks the sessions of a sender key and kind from a key's hash on.
  package func members(
    ofSender group: UInt64, fromKey key: UInt64 = 0
  ) throws(StoreError) -> EntryCursor {
    try EntryCursor(
      [active.senders] + (frozen.map { [$0.senders] } ?? []), disk.senders,
      from: .member(group: group, key: key, revision: 0))
  }
}
