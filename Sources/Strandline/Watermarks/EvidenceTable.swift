/// The folded state of all backup versions: evidence, legacy coverage, epochs.
///
/// A value that is changed in commit order only, by the leader and by the replay alike, so that a
/// replay ends in the state the store had.
package struct EvidenceTable: Sendable {
  package struct Kept: Sendable {
    package let version: BackupVersion
    package var state: VersionEvidence
  }

  /// The versions kept, at most 64, in no order.
  ///
  /// An array, so that a change of one state does not copy the others.
  package private(set) var kept: [Kept] = []
  /// Live revisions an older store held as backed up in whichever version is asked for.
  ///
  /// A set of its own: never folded into a version's watermark or islands.
  package private(set) var legacy = RevisionSet()
  /// Whether a reset ended the legacy meaning for all versions, for good.
  package private(set) var legacyEnded = false
  /// The epoch of every version that is not kept.
  package private(set) var floor = Sequence48.zero

  #if STRANDLINE_CANARIES
    package var canary: Canary?
  #endif

  package init() {}

  /// The state after evidence was lost: empty, a reset assumed, every earlier hand-out refused.
  package static func lost(before sequence: Sequence48) -> EvidenceTable {
    var table = EvidenceTable()
    table.legacyEnded = true
    table.floor = sequence
    return table
  }

  package func state(of version: BackupVersion) -> VersionEvidence? {
    index(of: version).map { kept[$0].state }
  }

  private func index(of version: BackupVersion) -> Int? {
    kept.firstIndex { $0.version == version }
  }

  package func epoch(of version: BackupVersion) -> Sequence48 { state(of: version)?.epoch ?? floor }

  /// Whether legacy revisions count as backed up in `version`.
  package func isLegacyCovered(_ version: BackupVersion) -> Bool {
    !legacyEnded && !(state(of: version)?.legacyEnded ?? false)
  }

  /// Whether `version` has evidence for `revision`, legacy coverage included.
  package func covers(_ revision: UInt64, for version: BackupVersion) -> Bool {
    (state(of: version)?.revisions.contains(revision) ?? false)
      || (isLegacyCovered(version) && legacy.contains(revision))
  }

  /// Live sessions the version holds, legacy-covered ones included.
  package func backedUpCount(for version: BackupVersion) -> Int {
    let state = state(of: version)
    let own = state?.revisions.count ?? 0
    return isLegacyCovered(version) ? own + legacy.count - (state?.legacyOverlap ?? 0) : own
  }

  /// The first revision at or after `revision` that is pending for `version`, or nil.
  package func firstPending(
    from revision: UInt64, for version: BackupVersion, live: RevisionSet
  ) -> UInt64? {
    let state = state(of: version)
    let evidence = state?.revisions ?? RevisionSet()
    let start = max(revision, (state?.watermark ?? 0) + 1)
    guard isLegacyCovered(version) else {
      return live.first(from: start) { live.word($0) & ~evidence.word($0) }
    }
    return live.first(from: start) { live.word($0) & ~evidence.word($0) & ~legacy.word($0) }
  }
}

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
    for range in ranges.ranges {
      var next = live.first(from: range.lowerBound)
      while let revision = next, revision <= range.upperBound {
        if kept[slot].state.revisions.insert(revision), legacy.contains(revision) {
          kept[slot].state.legacyOverlap += 1
        }
        next = live.first(from: revision + 1)
      }
    }
    advanceWatermark(slot, live: live)
    dropOldestOverLimit(sequence: sequence)
  }

  private mutating func advanceWatermark(_ slot: Int, live: RevisionSet) {
    let start = kept[slot].state.watermark + 1
    let open = live.first(from: start) { word in
      #if STRANDLINE_CANARIES
        if canary == .legacyFoldedIntoWatermark, isLegacyCovered(kept[slot].version) {
          return live.word(word) & ~kept[slot].state.revisions.word(word) & ~legacy.word(word)
        }
      #endif
      return live.word(word) & ~kept[slot].state.revisions.word(word)
    }
    kept[slot].state.watermark = open.map { $0 - 1 } ?? max(start - 1, live.last ?? 0)
  }

  /// Forgets a version's evidence and its legacy coverage; recorded for a version never seen, too.
  package mutating func forget(_ version: BackupVersion, sequence: Sequence48) {
    var state = VersionEvidence(epoch: sequence, lastUse: sequence)
    state.legacyEnded = true
    if let slot = index(of: version) {
      kept[slot].state = state
    } else {
      kept.append(Kept(version: version, state: state))
      dropOldestOverLimit(sequence: sequence)
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
          for slot in kept.indices where kept[slot].state.revisions.contains(revision) {
            kept[slot].state.legacyOverlap += 1
          }
        }
        next = live.first(from: revision + 1)
      }
    }
  }

  /// A revision has died: it counts nowhere any more.
  package mutating func kill(_ revision: UInt64) {
    let wasLegacy = legacy.remove(revision)
    for slot in kept.indices where kept[slot].state.revisions.remove(revision) {
      if wasLegacy { kept[slot].state.legacyOverlap -= 1 }
    }
  }

  /// At the 65th version the longest unused one goes.
  ///
  /// Its epoch is forgotten with it, so the floor rises and hand-outs for any version not kept are
  /// refused; and if it had been forgotten, that its legacy coverage ended would be forgotten too,
  /// so the legacy meaning ends for all.
  private mutating func dropOldestOverLimit(sequence: Sequence48) {
    guard kept.count > Limits.versionCountMax,
      let oldest = kept.indices.min(by: { kept[$0].state.lastUse < kept[$1].state.lastUse })
    else { return }
    let dropped = kept.remove(at: oldest)
    floor = sequence
    if dropped.state.legacyEnded { reset() }
  }
}
