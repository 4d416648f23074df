// Batches of saves, deletions, settings and withheld information.
extension CommitDecider {
  mutating func batch(_ operations: [PreparedOperation]) throws(StoreError) -> CommitRequest.Outcome
  {
    var outcomes: [SaveOutcome] = []
    var deleted = 0
    stated.removeAll()
    legacyRevisions.removeAll()
    for operation in operations {
      switch operation {
      case .save(let save): outcomes.append(try self.save(save))
      case .delete(let key, let hash):
        if try remove(.sessionDeleted, FrameName(key), hash: hash) { deleted += 1 }
      case .put(let kind, let name, let value, let hash):
        try put(kind, name, value, hash: hash)
      case .remove(let kind, let name, let hash): _ = try remove(kind, name, hash: hash)
      }
    }
    // Evidence comes after its records in one commit, so it is never recovered without them.
    for (version, revisions) in stated {
      #if STRANDLINE_CANARIES
        if Canary.evidenceBeforeData.isLoose {
          state.evidence.acknowledge(
            RevisionRanges(revisions), for: version, sequence: takeSequence(),
            live: state.index.live)
          continue
        }
      #endif
      acknowledge(RevisionRanges(revisions), for: version)
    }
    if !legacyRevisions.isEmpty {
      let ranges = RevisionRanges(legacyRevisions)
      appendRanges(.legacy, name: nil, ranges, sequence: takeSequence())
      state.evidence.addLegacy(ranges, live: state.index.live)
    }
    return .batch(outcomes, deleted: deleted)
  }

  private mutating func save(_ save: PreparedSave) throws(StoreError) -> SaveOutcome {
    let found = try stored(save)
    var policy = save.policy
    if save.legacy == .needsBackup, let revision = found.revision, !state.evidence.legacyEnded,
      state.evidence.legacy.contains(revision) || legacyRevisions.contains(revision)
    {
      // An older store wants to upload what it once held as backed up: pending again.
      policy = .requeue
    }
    let decision = SaveDecision.decide(
      index: save.record.firstKnownIndex, over: found.stored, policy: policy,
      isBackedUp: save.backedUpTo != nil)
    var revision = found.revision ?? 0
    switch decision.action {
    case .keep: break
    case .rewrite: try append(save, revision: revision)
    case .insert, .improve:
      for old in found.superseded {
        try kill(old)
        if found.stored == .damaged {
          // Its name may be unreadable when the log is replayed: say by number what ends.
          encoder.append(
            .sessionDeleted, name: save.name, payload: [], sequence: takeSequence(), revision: old)
        }
      }
      revision = takeRevision()
      try append(save, revision: revision)
      if decision.action == .insert, save.legacy == .clean { legacyRevisions.append(revision) }
    }
    if decision.evidence != .none, let version = save.backedUpTo { state(revision, in: version) }
    return decision.outcome
  }

  private mutating func state(_ revision: UInt64, in version: BackupVersion) {
    if let index = stated.firstIndex(where: { $0.version == version }) {
      stated[index].revisions.append(revision)
    } else {
      stated.append((version, [revision]))
    }
  }

  private mutating func append(_ save: PreparedSave, revision: UInt64) throws(StoreError) {
    #if STRANDLINE_CANARIES
      if Canary.evidenceBeforeData.isLoose, let version = save.backedUpTo {
        appendRanges(
          .acknowledge, name: FrameName(version), RevisionRanges([revision]),
          sequence: takeSequence())
      }
    #endif
    let place = encoder.append(
      .session, name: save.name, payload: save.record.payload,
      payloadChecksum: save.payloadChecksum, sequence: takeSequence(), revision: revision)
    try state.index.put(revision, at: place, names: save.names, isSession: true)
  }

  /// What is stored under a save's key.
  private mutating func stored(_ save: PreparedSave) throws(StoreError) -> (
    stored: SaveDecision.Stored, revision: UInt64?, superseded: [UInt64]
  ) {
    var unreadable: [UInt64] = []
    let source = source
    let found = try state.find(save.name, .session, hash: save.names.key, reading: source) {
      (revision, _) throws(StoreError) in unreadable.append(revision)
    }
    guard let found else {
      return (unreadable.isEmpty ? .nothing : .damaged, nil, unreadable)
    }
    let stored = try source.withFrame(at: found.place, revision: found.revision) {
      frame throws(StoreError) -> SaveDecision.Stored in
      guard frame.checkBody() == .intact, let name = frame.name() else { return .damaged }
      let samePayload = unsafe frame.payload.elementsEqual(save.record.payload)
      let isIdentical = samePayload && name == save.name
      return .copy(firstKnownIndex: name.firstKnownIndex, isIdentical: isIdentical)
    }
    return (stored, found.revision, [found.revision] + (stored == .damaged ? unreadable : []))
  }

  /// A setting, withheld information or a lease: takes a new revision, ends the older one.
  mutating func put(
    _ kind: FrameKind, _ name: FrameName, _ value: [UInt8], hash: UInt64
  ) throws(StoreError) {
    for old in try holders(of: name, kind, hash: hash) { try kill(old) }
    let revision = takeRevision()
    let place = encoder.append(
      kind, name: name, payload: value, sequence: takeSequence(), revision: revision)
    let names = state.hash.names(of: name, kind: kind)
    try state.index.put(revision, at: place, names: names, isSession: false)
  }

  private mutating func remove(
    _ kind: FrameKind, _ name: FrameName, hash: UInt64
  ) throws(StoreError) -> Bool {
    let old = try holders(of: name, kind, hash: hash)
    for revision in old {
      encoder.append(
        kind, name: name, payload: [], sequence: takeSequence(), revision: revision)
      state.index.noteControlFrame()
      try kill(revision)
    }
    return !old.isEmpty
  }

  /// Live revisions that bear a name, or may.
  mutating func holders(
    of name: FrameName, _ kind: FrameKind, hash: UInt64
  ) throws(StoreError) -> [UInt64] {
    var holders: [UInt64] = []
    let found = try state.find(name, kind, hash: hash, reading: source) {
      (revision, _) throws(StoreError) in holders.append(revision)
    }
    if let found { holders.append(found.revision) }
    return holders
  }
}
