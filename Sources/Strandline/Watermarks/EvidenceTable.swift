/// The folded state of all backup versions: evidence, legacy coverage, epochs.
///
/// A value that is changed in commit order only, by the leader and by the replay alike, so that a
/// replay ends in the state the store had. It has to be told of every session's death.
package struct EvidenceTable: Sendable {
  package struct Kept: Hashable, Sendable {
    package let version: BackupVersion
    package internal(set) var state: VersionEvidence
  }

  /// The versions kept, at most 64, in no order.
  ///
  /// An array, so that a change of one state does not copy the others.
  package internal(set) var kept: [Kept] = []
  /// Live revisions an older store held as backed up in whichever version is asked for.
  ///
  /// A set of its own: never folded into a version's watermark or islands.
  package internal(set) var legacy = RevisionSet()
  /// Whether a reset ended the legacy meaning for all versions, for good.
  package internal(set) var legacyEnded = false
  /// The epoch of every version that is not kept.
  package internal(set) var floor = Sequence48.zero

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

  func index(of version: BackupVersion) -> Int? {
    kept.firstIndex { $0.version == version }
  }

  package func epoch(of version: BackupVersion) -> Sequence48 { state(of: version)?.epoch ?? floor }

  /// Whether legacy revisions count as backed up in `version`.
  package func isLegacyCovered(_ version: BackupVersion) -> Bool {
    !legacyEnded && !(state(of: version)?.legacyEnded ?? false)
  }

  /// Whether `version` has evidence for a live `revision`, legacy coverage included.
  package func covers(_ revision: UInt64, for version: BackupVersion) -> Bool {
    (state(of: version)?.covers(revision) ?? false)
      || (isLegacyCovered(version) && legacy.contains(revision))
  }

  /// Live sessions the version has evidence for, legacy coverage apart.
  package func evidencedCount(for version: BackupVersion) -> Int {
    state(of: version)?.count ?? 0
  }

  /// Live sessions the version holds, legacy-covered ones included.
  package func backedUpCount(for version: BackupVersion) -> Int {
    let state = state(of: version)
    let own = state?.count ?? 0
    return isLegacyCovered(version) ? own + legacy.count - (state?.legacyOverlap ?? 0) : own
  }

  /// The first revision at or after `revision` that is pending for `version`, or nil.
  package func firstPending(
    from revision: UInt64, for version: BackupVersion, live: RevisionSet
  ) -> UInt64? {
    let state = state(of: version)
    let islands = state?.islands ?? RevisionSet()
    let start = max(revision, (state?.watermark ?? 0) + 1)
    guard isLegacyCovered(version) else {
      return live.first(from: start) { live.word($0) & ~islands.word($0) }
    }
    return live.first(from: start) { live.word($0) & ~islands.word($0) & ~legacy.word($0) }
  }
}
