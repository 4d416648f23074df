/// A state that readers share: one reference to count instead of one for each of its parts.
package final class PublishedView: Sendable {
  package let value: StoreView

  package init(_ value: StoreView) { self.value = value }
}

/// The published state of a store at one moment.
///
/// Readers copy it and hold no lock while they read; the leader changes a copy and publishes that.
package struct StoreView: Sendable {
  package var index: SessionIndex
  package var evidence: EvidenceTable
  package var segments: SegmentTable
  package let hash: NameHash
  package let lineage: Lineage

  package init(
    index: SessionIndex, evidence: EvidenceTable, segments: SegmentTable, hash: NameHash,
    lineage: Lineage
  ) {
    self.index = index
    self.evidence = evidence
    self.segments = segments
    self.hash = hash
    self.lineage = lineage
  }

  /// The revision and place of the record with this name; nil when there is none.
  // `onUnreadable` is told of a record that may bear the name but cannot be read.
  package func find(
    _ name: FrameName, _ kind: FrameKind, hash: UInt64, reading source: RecordSource,
    onUnreadable: (UInt64, Place) throws(StoreError) -> Void
  ) throws(StoreError) -> (revision: UInt64, place: Place)? {
    for candidate in try index.candidates(hash) {
      guard let place = try index.place(of: candidate) else { continue }
      switch try source.identify(place, revision: candidate, as: name, kind) {
      case .same: return (candidate, place)
      case .other: break
      case .unreadable: try onUnreadable(candidate, place)
      }
    }
    return nil
  }
}
