/// Whether evidence, liveness and counts hold together: a recount of everything that is kept as a
/// number.
///
/// Pure.
enum EvidenceAudit {
  static func isConsistent(_ view: StoreView, nextRevision: UInt64) -> Bool {
    let live = view.index.live
    let neighbours = view.index.liveNeighbours
    let evidence = view.evidence
    guard live.intersectionCount(neighbours) == 0,
      (live.last ?? 0) < nextRevision, (neighbours.last ?? 0) < nextRevision,
      evidence.legacy.isSubset(of: live), !evidence.legacyEnded || evidence.legacy.isEmpty,
      evidence.kept.count <= Limits.versionCountMax,
      view.index.nameless.allSatisfy({ view.index.isLive($0) })
    else { return false }
    return evidence.kept.allSatisfy { isConsistent($0.state, live: live, legacy: evidence.legacy) }
  }

  private static func isConsistent(
    _ state: VersionEvidence, live: RevisionSet, legacy: RevisionSet
  ) -> Bool {
    let count = live.count(through: state.watermark) + state.islands.count
    let overlap =
      legacy.count(through: state.watermark) + legacy.intersectionCount(state.islands)
    return state.islands.isSubset(of: live) && state.islands.count(through: state.watermark) == 0
      && state.count == count && state.legacyOverlap == overlap && state.epoch <= state.lastUse
  }
}
