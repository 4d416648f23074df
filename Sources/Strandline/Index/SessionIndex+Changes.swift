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

  /// What lived under a revision that has ended.
  package enum Ended: Sendable { case nothing, session, neighbour }

  /// Enters a revision, or moves one that lives already.
  ///
  /// `names` is nil when the record's name cannot be read: the revision is claimed all the same.
  /// Answers whether the revision did not live before.
  @discardableResult
  package mutating func put(
    _ revision: UInt64, at place: Place, names: Names?, isSession: Bool
  ) throws(StoreError) -> Bool {
    precondition(revision > 0 && revision < 1 << 47, "a revision is out of range")
    if let former = try self.place(of: revision) { liveBytes.subtract(former) }
    liveBytes.add(place)
    let isNew = isSession ? live.insert(revision) : liveNeighbours.insert(revision)
    active.set(place, for: revision)
    guard let names else {
      if isNew { nameless.insert(revision) }
      return isNew
    }
    // A rewritten record may have been damaged where it stood first, and be readable here.
    let isNewName = nameless.remove(revision) != nil || isNew
    active.enter(revision, names, isNew: isNewName)
    return isNew
  }

  /// Gives a live revision a name that could not be read where its record counts.
  package mutating func name(_ revision: UInt64, _ names: Names) {
    guard isLive(revision), nameless.remove(revision) != nil else { return }
    active.enter(revision, names, isNew: true)
  }

  /// Moves a live revision's record without changing what it says.
  package mutating func move(_ revision: UInt64, to place: Place) throws(StoreError) {
    guard let former = try self.place(of: revision) else { return }
    liveBytes.subtract(former)
    liveBytes.add(place)
    active.set(place, for: revision)
  }

  /// Ends a revision.
  @discardableResult
  package mutating func kill(_ revision: UInt64) throws(StoreError) -> Ended {
    guard let place = try self.place(of: revision) else { return .nothing }
    liveBytes.subtract(place)
    nameless.remove(revision)
    if live.remove(revision) { return .session }
    return liveNeighbours.remove(revision) ? .neighbour : .nothing
  }

  package mutating func noteControlFrame() { active.noteControlFrame() }

  /// Makes the batch visible to cursors; called before publication.
  package mutating func seal() { active.seal() }

  /// Begins a new active delta; the one so far is for a checkpoint to write out.
  ///
  /// `nextRevision` is the first that no frame before has.
  package mutating func freeze(nextRevision: UInt64) {
    precondition(frozen == nil, "a checkpoint is under way")
    active.seal()
    frozen = active
    active = IndexDelta(base: nextRevision)
  }

  /// Other index files say the same, but for records that lie elsewhere now.
  ///
  /// The deltas stay above them.
  package mutating func replaceDisk(_ disk: DiskIndex) { self.disk = disk }

  package mutating func setLiveBytes(of file: FileID, to byteCount: UInt64) {
    liveBytes.set(file, to: byteCount)
  }

  /// Forgets a segment that is gone.
  package mutating func dropLiveBytes(of file: FileID) { liveBytes.remove(file) }

  /// Whether a delta holds a place for this revision, so that the index files' does not count.
  package func isOverridden(_ revision: UInt64) -> Bool {
    active.places[revision] != nil || frozen?.places[revision] != nil
  }

  /// The index files hold what was frozen, and what lived then is the basis.
  package mutating func adopt(_ disk: DiskIndex, folded plan: CheckpointPlan) {
    self.disk = disk
    frozen = nil
    foldedLive = plan.index.live
    foldedNeighbours = plan.index.liveNeighbours
  }
}
