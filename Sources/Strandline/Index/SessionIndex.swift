/// The index of everything that lives: which revision a name has, where a revision lies, and which
/// revisions live.
///
/// A value; a copy is the index of one moment.
///
/// This version keeps all of it in memory and rebuilds it from the log at open. Nothing but this
/// folder may assume so: the rest asks for candidates, places and the next live revision.
package struct SessionIndex: Sendable {
  private var keys = EntryStack()
  private var rooms = EntryStack()
  private var senders = EntryStack()
  private var places = PlaceTable()
  /// Live revisions of sessions.
  package private(set) var live = RevisionSet()
  /// Live revisions of settings, withheld information and leases: never pending, never counted.
  package private(set) var liveNeighbours = RevisionSet()
  /// Live revisions whose names could not be read so far; empty unless records are damaged.
  private var nameless: Set<UInt64> = []
  /// New entries that are searched one by one before they go to the stacks, batch or no batch: one
  /// batch may hold a million names.
  private static let newCountMax = 4096

  /// Entries of the batch being applied, not yet in the stacks.
  private var newKeys: [IndexEntry] = []
  private var newRooms: [IndexEntry] = []
  private var newSenders: [IndexEntry] = []

  package init() {}

  package func isLive(_ revision: UInt64) -> Bool {
    live.contains(revision) || liveNeighbours.contains(revision)
  }

  /// Whether a revision lives and can be found by its name.
  package func isNamed(_ revision: UInt64) -> Bool {
    isLive(revision) && !nameless.contains(revision)
  }

  /// Where a live revision's record begins.
  package func place(of revision: UInt64) -> Place? {
    isLive(revision) ? places[revision] : nil
  }

  /// The live revisions under a name's hash, highest first: usually none or one, more when hashes
  /// collide.
  ///
  /// The name must be compared in the record.
  package func candidates(_ hash: UInt64) -> [UInt64] {
    var found: [UInt64] = []
    for entry in newKeys where entry.high == hash { collect(entry, into: &found) }
    for run in keys.runs.reversed() {
      var index = run.lowerBoundOfHash(hash)
      while index < run.entries.count, run.entries[index].high == hash {
        collect(run.entries[index], into: &found)
        index += 1
      }
    }
    return found.count > 1 ? found.sorted(by: >) : found
  }

  private func collect(_ entry: IndexEntry, into found: inout [UInt64]) {
    let revision = entry.keyRevision
    if isLive(revision), !found.contains(revision) { found.append(revision) }
  }

  /// Walks the members of a room (sessions or withheld information) from a key's hash on.
  package func members(ofRoom group: UInt64, fromKey key: UInt64 = 0) -> EntryCursor {
    EntryCursor(rooms, from: .member(group: group, key: key, revision: 0))
  }

  /// Walks the sessions of a sender key and kind from a key's hash on.
  package func members(ofSender group: UInt64, fromKey key: UInt64 = 0) -> EntryCursor {
    EntryCursor(senders, from: .member(group: group, key: key, revision: 0))
  }
}

extension SessionIndex {
  /// The hashes a record is found by.
  package struct Names: Sendable {
    package var key: UInt64
    package var room: UInt64?
    package var sender: UInt64?

    package init(key: UInt64, room: UInt64? = nil, sender: UInt64? = nil) {
      self.key = key
      self.room = room
      self.sender = sender
    }
  }

  /// Enters a revision, or moves one that lives already.
  ///
  /// `names` is nil when the record's name cannot be read: the revision is claimed all the same.
  ///
  /// - Returns: Whether the revision did not live before.
  @discardableResult
  package mutating func put(
    _ revision: UInt64, at place: Place, names: Names?, isSession: Bool
  ) -> Bool {
    precondition(revision > 0 && revision < 1 << 47, "a revision is out of range")
    let isNew = isSession ? live.insert(revision) : liveNeighbours.insert(revision)
    places.set(place, for: revision)
    guard let names else {
      if isNew { nameless.insert(revision) }
      return isNew
    }
    // A rewritten record may have been damaged where it stood first, and be readable here.
    let isNewName = nameless.remove(revision) != nil || isNew
    if isNewName { newKeys.append(.key(hash: names.key, revision: revision)) }
    if isNewName, let room = names.room {
      newRooms.append(.member(group: room, key: names.key, revision: revision))
    }
    if let sender = names.sender {
      newSenders.append(.member(group: sender, key: names.key, revision: revision))
    }
    if newKeys.count + newSenders.count > Self.newCountMax { seal() }
    return isNew
  }

  /// Moves a live revision's record without changing what it says.
  package mutating func move(_ revision: UInt64, to place: Place) {
    if isLive(revision) { places.set(place, for: revision) }
  }

  /// Ends a revision; true when a session lived under it.
  ///
  /// Evidence must hear of the end of a session, and of nothing else.
  package mutating func kill(_ revision: UInt64) -> Bool {
    nameless.remove(revision)
    liveNeighbours.remove(revision)
    return live.remove(revision)
  }

  /// Puts the entries of the batch where cursors find them.
  ///
  /// Called before publication, and in between when there are many.
  package mutating func seal() {
    keys.add(newKeys)
    rooms.add(newRooms)
    senders.add(newSenders)
    newKeys.removeAll(keepingCapacity: true)
    newRooms.removeAll(keepingCapacity: true)
    newSenders.removeAll(keepingCapacity: true)
  }
}
