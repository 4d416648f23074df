// Changes, in commit order.
extension EvidenceTable {
  /// Evidence for the live ones among `revisions`; counts as a use even when it is none.
  package mutating func acknowledge(
    _ ranges: RevisionRanges, for version: BackupVersion, sequence: Sequence48, live: RevisionSet
  ) {
    let slot: Int
    if let known = index(of: version) {
      slot = known
    } else {
      slot = kept.count
      let state = VersionEvidence(epoch: floor, lastUse: sequence)
      kept.append(Kept(version: version, state: state))
    }
    kept[slot].state.lastUse = sequence
    kept[slot].state.add(ranges, live: live, legacy: legacy)
    #if STRANDLINE_CANARIES
      if Canary.legacyFoldedIntoWatermark.isLoose, isLegacyCovered(version) {
        let islands = kept[slot].state.islands
        let open = live.first(from: kept[slot].state.watermark + 1) {
          live.word($0) & ~islands.word($0) & ~legacy.word($0)
        }
        let end = open.map { $0 - 1 } ?? live.last ?? 0
        kept[slot].state.fold(through: end, live: live, legacy: legacy)
      }
    #endif
    dropOldestOverLimit()
  }

  /// Forgets a version's evidence and its legacy coverage; recorded for a version never seen, too.
  package mutating func forget(_ version: BackupVersion, sequence: Sequence48) {
    var state = VersionEvidence(epoch: sequence, lastUse: sequence)
    state.legacyEnded = true
    if let slot = index(of: version) {
      kept[slot].state = state
    } else {
      kept.append(Kept(version: version, state: state))
      dropOldestOverLimit()
    }
  }

  /// Ends the legacy meaning for all versions.
  ///
  /// Touches no session and no version's evidence.
  package mutating func reset() {
    legacyEnded = true
    legacy.removeAll()
    for slot in kept.indices { kept[slot].state.legacyOverlap = 0 }
  }

  /// Legacy coverage for new revisions; nothing once the legacy meaning has ended.
  package mutating func addLegacy(_ ranges: RevisionRanges, live: RevisionSet) {
    guard !legacyEnded else { return }
    for range in ranges.ranges {
      var next = live.first(from: range.lowerBound)
      while let revision = next, revision <= range.upperBound {
        if legacy.insert(revision) {
          for slot in kept.indices where kept[slot].state.covers(revision) {
            kept[slot].state.legacyOverlap += 1
          }
        }
        next = live.first(from: revision + 1)
      }
    }
    dropOldestOverLimit()
  }

  /// A revision of a session that lived has died: it counts nowhere any more.
  ///
  /// For nothing else: a watermark covers numbers, so that the end of a neighbour, or of what was
  /// dead, would be taken for the end of a session with evidence.
  package mutating func sessionDied(_ revision: UInt64) {
    let wasLegacy = legacy.remove(revision)
    var mayHoldMore = wasLegacy
    for slot in kept.indices {
      let wasIsland = kept[slot].state.sessionDied(revision, wasLegacy: wasLegacy)
      mayHoldMore = mayHoldMore || wasIsland
    }
    // A full chunk took no room and does with a hole in it.
    if mayHoldMore { dropOldestOverLimit() }
  }

  /// A revision of a session has begun to live, and is in `live`.
  ///
  /// Only a replay has to say so: where the log is damaged, the first record of a revision may be
  /// lost and a later one, rewritten under the same number, be met behind acknowledgements that
  /// passed it over. It may have been pending then, so it is pending now.
  package mutating func sessionAppeared(_ revision: UInt64, live: RevisionSet) {
    var isUncovered = false
    for slot in kept.indices where kept[slot].state.watermark >= revision {
      kept[slot].state.uncover(revision, live: live)
      isUncovered = true
    }
    if isUncovered { dropOldestOverLimit() }
  }
}

// Bounds.
extension EvidenceTable {
  /// Bitmaps of islands and legacy coverage in all, of 8 KiB each: 8 MiB.
  package static let bitmapCountMax = 1024

  var isOverLimit: Bool {
    if kept.count > Limits.versionCountMax { return true }
    // What one version needs is less than the live set takes, and it could not be used otherwise.
    guard kept.count > 1 else { return false }
    let bitmaps = kept.reduce(legacy.bitmapCount) { $0 + $1.state.islands.bitmapCount }
    return bitmaps > Self.bitmapCountMax
  }

  /// At the 65th version, and when there is too much evidence in all, the longest unused goes.
  ///
  /// Its epoch is forgotten with it, so the floor rises above every forget there was and hand-outs
  /// from before one stay refused; and if it had been forgotten, that its legacy coverage ended
  /// would be forgotten too, so the legacy meaning ends for all. All of it follows from what the
  /// table holds, so that a replay, from the first frame or from a checkpoint, does the same.
  private mutating func dropOldestOverLimit() {
    while isOverLimit {
      let newest = kept.map(\.state.lastUse).max() ?? floor
      guard
        let oldest = kept.indices.min(by: { kept[$0].state.lastUse < kept[$1].state.lastUse })
      else { return }
      let dropped = kept.remove(at: oldest)
      floor = max(floor, newest)
      if dropped.state.legacyEnded { reset() }
    }
  }
}
