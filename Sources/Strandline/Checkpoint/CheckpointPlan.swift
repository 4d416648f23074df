/// What a checkpoint writes out: the state of one moment, all of whose commits are durable.
package struct CheckpointPlan: Sendable {
  /// With the delta to write out frozen in it.
  package let index: SessionIndex
  package let evidence: EvidenceTable
  package let basis: LogPosition
  /// Revisions from here on were not given out.
  package let nextRevision: UInt64

  // `index` is of the moment of `basis`, with a frozen delta and an empty active one.
  package init(
    index: SessionIndex, evidence: EvidenceTable, basis: LogPosition, nextRevision: UInt64
  ) {
    precondition(index.frozen != nil, "nothing is frozen")
    self.index = index
    self.evidence = evidence
    self.basis = basis
    self.nextRevision = nextRevision
  }

  /// File ids it may need, at most: three runs, patches, watermarks, and maps.
  package var fileCountMax: Int { 5 + mapRanges.count }

  /// New revisions, a file of the map each.
  package var mapRanges: [Range<UInt64>] {
    index.frozen?.places.ranges(below: nextRevision, countMax: MapFile.revisionCountMax) ?? []
  }

  package var snapshot: WatermarksSnapshot {
    WatermarksSnapshot(
      basisSequence: basis.sequence, nextRevision: nextRevision, live: index.live,
      liveNeighbours: index.liveNeighbours, nameless: index.nameless.sorted(),
      evidence: evidence, liveBytes: index.liveBytes.files)
  }
}

/// A place in the log between two commits: everything before it is folded, the rest is replayed.
package struct LogPosition: Hashable, Sendable {
  package let file: FileID
  package let offset: UInt64
  /// The sequence the next frame gets, or a lower one.
  package let sequence: Sequence48

  package init(file: FileID, offset: UInt64, sequence: Sequence48) {
    self.file = file
    self.offset = offset
    self.sequence = sequence
  }
}

/// When a checkpoint is due: a pure function.
package enum CheckpointPolicy {
  /// Less than this is replayed at the next open instead.
  package static let entryCountMin = 256

  /// - Parameters:
  ///   - delta: bytes of the active delta, and how many there may be.
  ///   - tail: bytes of the log behind the basis, and how many there may be.
  /// - Returns: whether to begin one.
  package static func isDue(
    delta: (byteCount: Int, max: Int), tail: (byteCount: UInt64, max: UInt64)
  ) -> Bool {
    delta.byteCount >= delta.max || tail.byteCount >= tail.max
  }
}
