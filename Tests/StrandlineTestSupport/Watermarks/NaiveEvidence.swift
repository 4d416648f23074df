import Strandline

/// What an evidence table says, as plain sets.
struct NaiveEvidence {
  var live: Set<UInt64> = []
  var legacy: Set<UInt64> = []
  var legacyEnded = false
  var forgotten: Set<BackupVersion> = []
  /// Live revisions with evidence.
  var evidence: [BackupVersion: Set<UInt64>] = [:]

  mutating func acknowledge(_ ranges: [ClosedRange<UInt64>], for version: BackupVersion) {
    for range in ranges {
      for revision in range where live.contains(revision) {
        evidence[version, default: []].insert(revision)
      }
    }
  }

  mutating func addLegacy(_ revisions: [UInt64]) {
    if !legacyEnded { legacy.formUnion(live.intersection(revisions)) }
  }

  mutating func forget(_ version: BackupVersion) {
    evidence[version] = []
    forgotten.insert(version)
  }

  mutating func reset() {
    legacyEnded = true
    legacy = []
  }

  mutating func die(_ revision: UInt64) {
    live.remove(revision)
    legacy.remove(revision)
    // Not the keys themselves: they would keep a copy of every set.
    for version in Array(evidence.keys) { evidence[version]?.remove(revision) }
  }

  func own(_ version: BackupVersion) -> Set<UInt64> { evidence[version] ?? [] }

  func covers(_ revision: UInt64, for version: BackupVersion) -> Bool {
    own(version).contains(revision)
      || (legacy.contains(revision) && !forgotten.contains(version))
  }

  func backedUpCount(for version: BackupVersion) -> Int {
    let own = own(version)
    return forgotten.contains(version) ? own.count : own.union(legacy).count
  }

  func pending(for version: BackupVersion) -> [UInt64] {
    live.filter { !covers($0, for: version) }.sorted()
  }
}
