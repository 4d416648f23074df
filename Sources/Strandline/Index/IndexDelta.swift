/// What the log says behind the index files: the entries of its last frames, in memory.
///
/// A value; a copy is the delta of one moment.
package struct IndexDelta: Sendable {
  package private(set) var keys = EntryStack()
  package private(set) var rooms = EntryStack()
  package private(set) var senders = EntryStack()
  package private(set) var places: PlaceDelta
  /// Frames that are folded by the next checkpoint and hold no record.
  package private(set) var controlFrameCount = 0

  /// Entries of the batch being applied, not yet in the stacks.
  package private(set) var newKeys: [IndexEntry] = []
  private var newRooms: [IndexEntry] = []
  private var newSenders: [IndexEntry] = []
  /// New entries that are searched one by one before they go to the stacks, batch or no batch: one
  /// batch may hold a million names.
  private static let newCountMax = 4096
  private static let controlFrameByteCount = 64

  package init(base: UInt64) { places = PlaceDelta(base: base) }

  /// Bytes of memory, about.
  package var byteCount: Int {
    (keys.count + rooms.count + senders.count) * 16 + places.byteCount
      + controlFrameCount * Self.controlFrameByteCount
  }

  /// Frames it stands for, about.
  package var entryCount: Int { keys.count + places.moved.count + controlFrameCount }

  package mutating func enter(_ revision: UInt64, _ names: SessionIndex.Names, isNew: Bool) {
    if isNew {
      newKeys.append(.key(hash: names.key, revision: revision))
      if let room = names.room {
        newRooms.append(.member(group: room, key: names.key, revision: revision))
      }
    }
    if let sender = names.sender {
      newSenders.append(.member(group: sender, key: names.key, revision: revision))
    }
    if newKeys.count + newSenders.count > Self.newCountMax { seal() }
  }

  package mutating func set(_ place: Place, for revision: UInt64) {
    places.set(place, for: revision)
  }

  package mutating func noteControlFrame() { controlFrameCount += 1 }

  /// Puts the entries of the batch where cursors find them.
  ///
  /// Called before publication, and in between when there are many.
  package mutating func seal() {
    keys.add(newKeys)
    rooms.add(newRooms)
    senders.add(newSenders)
    places.seal()
    newKeys.removeAll(keepingCapacity: true)
    newRooms.removeAll(keepingCapacity: true)
    newSenders.removeAll(keepingCapacity: true)
  }

  /// Visits the revisions entered under a name's hash until `body` answers false; answers false
  /// then, too.
  package func forEachCandidate(
    _ hash: UInt64, _ body: (UInt64) throws(StoreError) -> Bool
  ) throws(StoreError) -> Bool {
    for entry in newKeys.reversed() where entry.high == hash {
      if try !body(entry.keyRevision) { return false }
    }
    for run in keys.runs.reversed() {
      var index = run.lowerBoundOfHash(hash)
      while index < run.entries.count, run.entries[index].high == hash {
        if try !body(run.entries[index].keyRevision) { return false }
        index += 1
      }
    }
    return true
  }
}
