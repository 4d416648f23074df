import Strandline

/// How much of each stretch of the axis a backup version holds.
struct AxisCoverage {
  enum Share: Hashable {
    /// Nothing lives there.
    case empty
    case none
    case part
    case all
  }

  /// A stretch of revisions that is drawn as one.
  struct Stretch {
    var first: UInt64
    var last: UInt64
    let share: Share
    var liveCount: Int
    var heldCount: Int
  }

  /// So many columns are told apart at most.
  static let columnCountMax: UInt64 = 1_000

  /// Neighbouring columns with the same share, joined.
  static func stretches(
    of version: BackupVersion?, _ view: StoreView, axisEnd: UInt64
  ) -> [Stretch] {
    let columnCount = min(axisEnd, columnCountMax)
    var found: [Stretch] = []
    var first: UInt64 = 1
    for column in 0..<columnCount {
      let last =
        axisEnd / columnCount * (column + 1) + axisEnd % columnCount * (column + 1) / columnCount
      guard last >= first else { continue }
      let live = view.index.live.count(from: first, through: last) { view.index.live.word($0) }
      let held = version.map { count(of: $0, view, first, last) } ?? live
      let share: Share = live == 0 ? .empty : held == 0 ? .none : held < live ? .part : .all
      if let previous = found.last, previous.share == share {
        found[found.count - 1].last = last
        found[found.count - 1].liveCount += live
        found[found.count - 1].heldCount += held
      } else {
        found.append(
          Stretch(first: first, last: last, share: share, liveCount: live, heldCount: held))
      }
      first = last + 1
    }
    return found
  }

  /// Live revisions of a range that a version holds.
  private static func count(
    of version: BackupVersion, _ view: StoreView, _ first: UInt64, _ last: UInt64
  ) -> Int {
    let live = view.index.live
    let state = view.evidence.state(of: version)
    let watermark = state?.watermark ?? 0
    let below = live.count(from: first, through: min(last, watermark)) { live.word($0) }
    guard last > watermark else { return below }
    let islands = state?.islands ?? RevisionSet()
    let legacy = view.evidence.isLegacyCovered(version) ? view.evidence.legacy : RevisionSet()
    return below
      + live.count(from: max(first, watermark + 1), through: last) {
        live.word($0) & (islands.word($0) | legacy.word($0))
      }
  }
}
