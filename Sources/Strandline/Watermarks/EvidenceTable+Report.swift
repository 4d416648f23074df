extension EvidenceTable {
  /// The versions kept, the most recently used first.
  package func states(live: RevisionSet) -> [BackupVersionState] {
    kept.sorted { $0.state.lastUse > $1.state.lastUse }.map { kept in
      BackupVersionState(
        version: kept.version, watermark: Revision(kept.state.watermark),
        islandCount: Self.islandCount(kept.state, live: live),
        backedUp: backedUpCount(for: kept.version))
    }
  }

  /// Separate ranges of evidence above the watermark; dead revisions do not part a range.
  private static func islandCount(_ state: VersionEvidence, live: RevisionSet) -> Int {
    let evidence = state.islands
    var islands = 0
    var position = state.watermark + 1
    while let start = live.first(from: position, where: { live.word($0) & evidence.word($0) }) {
      islands += 1
      guard
        let end = live.first(from: start, where: { live.word($0) & ~evidence.word($0) })
      else { break }
      position = end
    }
    return islands
  }
}
