/// What one compaction works from: the state of one moment, all of whose commits are durable.
package struct CompactionPlan: Sendable {
  /// One segment to be replaced.
  package struct Source: Sendable {
    package let segment: SegmentFile
    package let entry: ManifestSnapshot.Entry

    package var id: FileID { entry.name.id }
  }

  package let view: StoreView
  /// In the order of the log, next to each other in it.
  package let sources: [Source]
  /// The output's id.
  package let output: FileID
  /// Segments of the manifest at that moment.
  package let named: Set<FileID>
  /// Tombstones with a lower sequence stand behind everything they could be about, and all of that
  /// is among the sources.
  package let tombstonesEnd: Sequence48

  package var sourceIDs: Set<FileID> { Set(sources.map(\.id)) }

  package var firstSequence: Sequence48 {
    sources.map(\.entry.firstSequence).min() ?? .zero
  }

  package var byteCount: UInt64 { sources.reduce(0) { $0 &+ $1.entry.byteCount } }

  /// The plan to replace the segments at the positions `range` among those of the manifest; nil
  /// when one of them is not open.
  ///
  /// `view` is of a moment at which everything was durable.
  package init?(
    _ view: StoreView, _ manifest: ManifestSnapshot, _ range: Range<Int>, output: FileID
  ) {
    let segments = manifest.entries.filter { $0.name.kind == .segment }
    var sources: [Source] = []
    for entry in segments[range] {
      guard let file = view.segments[entry.name.id] else { return nil }
      sources.append(Source(segment: file, entry: entry))
    }
    self.view = view
    self.sources = sources
    self.output = output
    named = Set(segments.map(\.name.id))
    let others = segments.indices.filter { !range.contains($0) }
    tombstonesEnd = others.map { segments[$0].firstSequence }.min() ?? .zero
  }
}

#if STRANDLINE_CANARIES
  extension CompactionPlan {
    func isDroppable(_ header: FrameHeader, of source: Source, _ isClear: Bool) -> Bool {
      if Canary.tombstoneDroppedEarly.isLoose { return true }
      if Canary.tombstoneDroppedByFileID.isLoose {
        return isClear && named.subtracting(sourceIDs).allSatisfy { source.id < $0 }
      }
      return isClear && header.sequence < tombstonesEnd
    }
  }
#endif

/// What threads share about compactions.
package struct CompactionState {
  /// Segments in which a compaction met damage, or whose totals were not what it found.
  package var barred: Set<FileID> = []
  /// Calls that compact on their own threads; a close waits for them.
  package var callCount = 0
  /// Installations under way, up to the removal of what they replace; a close waits for them, and so
  /// does a call that compacts, which must not leave what another one is about to remove.
  package var installationCount = 0

  package init() {}
}
