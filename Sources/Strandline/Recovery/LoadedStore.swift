/// A store as its files tell it, before anything is written.
package struct LoadedStore {
  package var storeID: StoreID
  package var hash: NameHash
  /// The manifest in force; nil when the store had to be rebuilt from its segments.
  package var manifest: ManifestSnapshot?
  package var segments = SegmentTable()
  /// The log's segments in order, the last one still open for appending.
  package var chain: [LoadedSegment] = []
  package var index = SessionIndex()
  package var evidence = EvidenceTable()
  package var report = DamageReport()
  package var nextFileID: FileID
  package var nextSequence: UInt64
  package var nextRevision: UInt64
  /// Revisions up to here are on stable storage; what a reader without the lock may hand out.
  package var durableRevision: UInt64
  /// The lives of the clean mark the log ends in; none when it does not.
  package var formerLives: [Incarnation] = []
  /// Bytes that may have been control frames are missing.
  package var metControlDamage = false
  /// The index was built again from the segments; the next checkpoint writes all of it.
  package var isIndexRebuilt = false
  /// Bytes of the log behind the basis.
  package var tailByteCount: UInt64 = 0
  /// Evidence was dropped and must stay dropped: the next manifest moves the basis to the end.
  package var dropsEvidence = false
  /// Named segments that a writer must give their name first.
  package var unfinished: [FileID] = []
  /// Names of files without meaning that a writer may remove under an intact manifest.
  package var orphans: [String] = []

  /// Where the log ends, in its last segment.
  package var tail: LoadedSegment? { chain.last }
}

/// One segment as it was read.
package struct LoadedSegment {
  package var file: SegmentFile
  /// Where the log leaves this segment.
  package var end: UInt64
  /// Everything before was promised to be durable.
  package var durableEnd: UInt64
  package var byteCount: UInt64
  package var firstSequence: Sequence48
  /// What the search for the end found; nil for a sealed segment.
  package var survey: TailSurvey?
  /// Whether a compaction wrote it; found out only where there is no manifest to say it.
  package var isOutput = false

  /// Whether appending can go on right behind the last commit.
  package var endsInWholeCommit: Bool {
    guard let survey else { return false }
    return survey.lastCommitEnd == byteCount
  }
}
