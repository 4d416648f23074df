extension StoreCore {
  /// Revisions looked at in one go.
  private static let scanCount = 256

  // Hands out revisions above `after` only.
  func pending(
    for version: BackupVersion, limit: Int, after: Revision = Revision(0)
  ) throws(StoreError) -> PendingBatch {
    try healing { () throws(StoreError) in
      try page(for: version, limit: limit, after: after)
    }
  }

  private func page(
    for version: BackupVersion, limit: Int, after: Revision
  ) throws(StoreError) -> PendingBatch {
    let (view, _) = try view()
    let (durable, isWriter) = shared.withLock { ($0.durableRevision, $0.writer != nil) }
    var sessions: [SessionRecord] = []
    var revisions: [Revision] = []
    var skipped: [SessionKey] = []
    var bytes = 0
    var next = after.rawValue + 1
    var isFull = false
    while !isFull {
      // What a reader without the lock cannot know to be durable it does not hand out.
      let candidates = Self.candidates(
        from: next, for: version, view, count: min(limit - sessions.count, Self.scanCount),
        through: isWriter ? .max : durable)
      guard let last = candidates.last else { break }
      next = last + 1
      try read(candidates, view) { revision, record, key in
        guard let record else {
          if let key { skipped.append(key) }
          return true
        }
        sessions.append(record)
        revisions.append(Revision(revision))
        bytes += record.payload.count
        isFull = sessions.count == limit || bytes >= Limits.pageByteCountMax
        return !isFull
      }
    }
    if isWriter, let last = revisions.last, last.rawValue > durable {
      #if STRANDLINE_CANARIES
        if !Canary.handOutNotDurable.isLoose { _ = try perform(Self.flush()) }
      #else
        _ = try perform(Self.flush())
      #endif
    }
    if isWriter { shared.withLock { $0.hasHandedOut = true } }
    #if STRANDLINE_CANARIES
      let epochs = Canary.scanAfterForget.isLoose ? try self.view().view.evidence : view.evidence
    #else
      let epochs = view.evidence
    #endif
    return PendingBatch(
      version: version, sessions: sessions, skipped: skipped, revisions: revisions,
      epoch: epochs.epoch(of: version).rawValue, incarnation: view.lineage.current)
  }

  private static func candidates(
    from start: UInt64, for version: BackupVersion, _ view: StoreView, count: Int,
    through last: UInt64
  ) -> [UInt64] {
    var found: [UInt64] = []
    found.reserveCapacity(count)
    var next = start
    while found.count < count,
      let revision = view.evidence.firstPending(from: next, for: version, live: view.index.live),
      revision <= last
    {
      found.append(revision)
      next = revision + 1
    }
    return found
  }
}
