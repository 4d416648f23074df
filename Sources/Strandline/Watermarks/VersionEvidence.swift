/// What is known of one backup version: the evidence, and when it was last used.
///
/// Below the watermark evidence is not written down: it covers whatever lives there. That is right
/// because a new revision is above every published one, so that nothing begins to live below a
/// watermark; see `uncover` for a log that is damaged.
package struct VersionEvidence: Hashable, Sendable {
  /// Every live revision up to this one has evidence.
  ///
  /// Falls with a forget only; new revisions are always above it.
  package internal(set) var watermark: UInt64 = 0
  /// Live revisions above the watermark that have evidence.
  package internal(set) var islands = RevisionSet()
  /// Live revisions that have evidence, those below the watermark included.
  package internal(set) var count = 0
  /// Those of them that are in the legacy set too.
  package internal(set) var legacyOverlap = 0
  /// The sequence of the last forget; the floor when there was none while the version was kept.
  package internal(set) var epoch: Sequence48
  /// The sequence of the last acknowledgement or forget.
  package internal(set) var lastUse: Sequence48
  /// Whether a forget ended the legacy meaning for this version.
  package internal(set) var legacyEnded = false

  package init(epoch: Sequence48, lastUse: Sequence48) {
    self.epoch = epoch
    self.lastUse = lastUse
  }

  /// Whether a revision, if it lives, has evidence.
  package func covers(_ revision: UInt64) -> Bool {
    revision <= watermark || islands.contains(revision)
  }
}

// Changes.
extension VersionEvidence {
  /// Evidence for the live ones among the revisions of `ranges`.
  mutating func add(_ ranges: RevisionRanges, live: RevisionSet, legacy: RevisionSet) {
    let last = live.last ?? 0
    advance(live: live)
    for range in ranges.ranges where range.upperBound > watermark {
      if range.lowerBound <= watermark + 1 {
        fold(through: min(range.upperBound, last), live: live, legacy: legacy)
        advance(live: live)
      } else {
        var next = live.first(from: range.lowerBound)
        while let revision = next, revision <= range.upperBound {
          if islands.insert(revision) {
            count += 1
            if legacy.contains(revision) { legacyOverlap += 1 }
          }
          next = live.first(from: revision + 1)
        }
      }
    }
  }

  /// Raises the watermark to right below the first live revision without evidence.
  private mutating func advance(live: RevisionSet) {
    let open = live.first(from: watermark + 1) { live.word($0) & ~islands.word($0) }
    raiseWatermark(to: open.map { $0 - 1 } ?? live.last ?? 0)
  }

  /// Evidence for every live revision up to `end`.
  mutating func fold(through end: UInt64, live: RevisionSet, legacy: RevisionSet) {
    guard end > watermark else { return }
    count += live.count(from: watermark + 1, through: end) {
      live.word($0) & ~islands.word($0)
    }
    legacyOverlap += legacy.count(from: watermark + 1, through: end) {
      legacy.word($0) & ~islands.word($0)
    }
    raiseWatermark(to: end)
  }

  private mutating func raiseWatermark(to revision: UInt64) {
    guard revision > watermark else { return }
    watermark = revision
    islands.removeAll(through: revision)
  }

  /// A live session's revision has died; true when it was an island.
  mutating func sessionDied(_ revision: UInt64, wasLegacy: Bool) -> Bool {
    let wasIsland = islands.remove(revision)
    guard wasIsland || revision <= watermark else { return false }
    count -= 1
    if wasLegacy { legacyOverlap -= 1 }
    return wasIsland
  }

  /// A revision began to live below the watermark: it has no evidence, what follows keeps its own.
  mutating func uncover(_ revision: UInt64, live: RevisionSet) {
    var next = live.first(from: revision + 1)
    while let covered = next, covered <= watermark {
      islands.insert(covered)
      next = live.first(from: covered + 1)
    }
    watermark = revision - 1
  }
}
