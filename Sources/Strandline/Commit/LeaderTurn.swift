/// One turn of the leader over one group: decide, write, publish, sync.
///
/// Holds no lock.
package struct LeaderTurn {
  /// Unsynced commits are kept in memory; over this the leader syncs although nobody asked.
  static let suffixByteCountMax = 16 << 20

  let core: StoreCore
  let writer: LogWriter
  var view: StoreView
  var leaseTimes: [CommitDecider.LeaseTime]

  package init(
    core: StoreCore, writer: LogWriter, view: StoreView, leaseTimes: [CommitDecider.LeaseTime]
  ) {
    self.core = core
    self.writer = writer
    self.view = view
    self.leaseTimes = leaseTimes
  }

  package mutating func run(_ group: [CommitRequest]) {
    do {
      // After a failed sync or append: the unsynced commits must get to a new segment first.
      if writer.mustRoll {
        try moved(writer.sync())
        core.markDurable(nextRevision: writer.nextRevision)
      }
      try rollIfFull(group)
    } catch {
      let refusal = StoreError(
        .readOnly,
        "an earlier write to storage failed, and trying again did too: \(error.message); the store"
          + " can be read, and writing resumes by itself once the storage works",
        path: error.path ?? core.path, systemCall: error.systemCall,
        systemErrorNumber: error.systemErrorNumber)
      let answer = error.code == .noSpace ? error : refusal
      for request in group { request.result = .failure(answer) }
      return
    }
    installIfWritten()
    if group.contains(where: \.isRebuild) { rebuildIndex() }
    let group = admit(group)
    write(group)
    settle(group)
    for request in group {
      guard case .turn(let body) = request.work, request.succeeded else { continue }
      do {
        try body(&self)
      } catch {
        request.result = .failure(error)
      }
    }
    for request in group { care(for: request) }
    grant(group)
    if group.contains(where: \.isCheckpoint) {
      checkpointNow()
    } else {
      checkpointIfDue()
    }
  }

  /// Begins a new segment when the active one is full.
  ///
  /// On a full disk the old one goes on.
  private mutating func rollIfFull(_ group: [CommitRequest]) throws(StoreError) {
    let mayRoll = group.contains(where: \.mayRoll)
    let target = mayRoll ? core.segmentTarget(writer) : LogWriter.controlByteCountMax
    guard writer.end >= target else { return }
    let limit = mayRoll ? LogWriter.byteCountMax : LogWriter.hardByteCountMax
    do {
      try moved(writer.roll())
    } catch {
      guard error.code == .noSpace, !writer.mustRoll, writer.end < limit else { throw error }
    }
  }

  /// Decides, appends and publishes; every request has a result afterwards.
  ///
  /// The group is one write; if it fails, each request is tried alone, so that a full disk for one
  /// is not one for all.
  private mutating func write(_ group: [CommitRequest]) {
    if attempt(group) { return }
    if let request = group.first(where: \.metIndexDamage) {
      if case .failure(let error) = request.result { core.noteRebuilt(error) }
      rebuildIndex()
      if attempt(group) { return }
    }
    if group.count == 1 { return }
    for request in group {
      request.result = nil
      if writer.mustRoll {
        let error = StoreError(.io, "an earlier write of the same group failed", path: core.path)
        request.result = .failure(error)
      } else {
        _ = attempt([request])
      }
    }
  }

  private mutating func attempt(_ group: [CommitRequest]) -> Bool {
    var decider = CommitDecider(
      view, writer: writer, clock: core.environment.clock, leaseTimes: leaseTimes)
    // Numbers are used up even if the append fails: they may be on the disk.
    defer {
      writer.nextSequence = decider.nextSequence
      writer.nextRevision = decider.nextRevision
    }
    do {
      for request in group { request.result = .success(try decider.decide(request)) }
      #if STRANDLINE_CANARIES
        if Canary.publicationOutOfOrder.isLoose {
          core.publish(
            decider.state, nextRevision: decider.nextRevision, leaseTimes: leaseTimes)
        }
      #endif
      if decider.encoder.buffer.count > 0 {
        try writer.append(decider.encoder, isSmall: group.allSatisfy(\.isSmall))
      }
    } catch {
      for request in group { request.result = .failure(error) }
      return false
    }
    decider.finish()
    view = decider.state
    leaseTimes = decider.leaseTimes
    core.publish(view, nextRevision: decider.nextRevision, leaseTimes: leaseTimes)
    return true
  }

  /// Syncs once if anybody in the group wants it, and lets those go first who do not.
  private mutating func settle(_ group: [CommitRequest]) {
    let wantsSync = group.filter { $0.durability == .durable && $0.succeeded }
    let others = group.filter { $0.durability != .durable || !$0.succeeded }
    if others.contains(where: { $0.durability == .ordered }) { writer.beginWriteback() }
    core.complete(others)
    if wantsSync.isEmpty, writer.suffixByteCount <= Self.suffixByteCountMax { return }
    do {
      try moved(writer.sync())
      core.markDurable(nextRevision: writer.nextRevision)
    } catch {
      let unknown = StoreError(
        .io,
        "the storage did not confirm this commit; it is visible, and whether it survives a power"
          + " cut is unknown until a later call succeeds",
        path: error.path ?? core.path, systemCall: error.systemCall,
        systemErrorNumber: error.systemErrorNumber)
      for request in wantsSync { request.result = .failure(unknown) }
    }
  }

  /// In the mapped mode, segments that are sealed by now are read in memory from the next view on.
  mutating func mapSealed() {
    guard core.options.reading == .mapped else { return }
    view.segments.mapSealed(writer.manifest, active: writer.active.id)
  }

  /// Records that lie in a new segment now are read from there.
  mutating func moved(_ records: [MovedRecord]) throws(StoreError) {
    guard view.segments[writer.active.id] == nil || !records.isEmpty else { return }
    view.segments.add(writer.active)
    mapSealed()
    for record in records where try view.index.place(of: record.revision) == record.from {
      try view.index.move(record.revision, to: record.to)
    }
    core.publish(view, nextRevision: writer.nextRevision, leaseTimes: leaseTimes)
  }
}

extension CommitRequest {
  fileprivate var metIndexDamage: Bool {
    if case .failure(let error) = result { return error.isIndexDamage }
    return false
  }

  var succeeded: Bool {
    if case .success = result { return true }
    return false
  }
}
