/// What a watermarks file holds: which revisions live and what each backup version has, at one
/// moment of the log. Formats/watermarks.md
package struct WatermarksSnapshot: Sendable {
  package static let headerByteCount = 64
  package static let versionByteCount = 48
  package static let fileBytesByteCount = 16
  package static let trailerByteCount = 8
  /// Revisions from here on would make the tables in memory absurdly large.
  package static let nextRevisionMax: UInt64 = (1 << 32) - 1
  /// What lives in one file is below this, so that sums cannot overflow.
  package static let byteCountEnd: UInt64 = 1 << 48
  static let legacyEndedFlag: UInt32 = 1

  /// The first sequence that is not folded in: a replay goes on here.
  package var basisSequence: Sequence48
  /// Above every revision that was given out.
  package var nextRevision: UInt64
  /// Live revisions of sessions.
  package var live: RevisionSet
  /// Live revisions of settings, withheld information and leases.
  package var liveNeighbours: RevisionSet
  /// Live revisions whose names could not be read, ascending.
  package var nameless: [UInt64]
  package var evidence: EvidenceTable
  /// Bytes of live records by segment, ascending by file.
  package var liveBytes: [(file: FileID, byteCount: UInt64)]

  package init(
    basisSequence: Sequence48, nextRevision: UInt64, live: RevisionSet,
    liveNeighbours: RevisionSet, nameless: [UInt64], evidence: EvidenceTable,
    liveBytes: [(file: FileID, byteCount: UInt64)]
  ) {
    self.basisSequence = basisSequence
    self.nextRevision = nextRevision
    self.live = live
    self.liveNeighbours = liveNeighbours
    self.nameless = nameless
    self.evidence = evidence
    self.liveBytes = liveBytes
  }
}
