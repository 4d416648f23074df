import Strandline

/// Why a live session is pending for a backup version, or why it is not.
enum Standing: String {
  /// Not pending: at or below the revision up to which the version holds everything.
  case watermark
  /// Not pending: above the watermark, acknowledged by itself.
  case island
  /// Not pending: an older store held it as backed up, and no reset or forget came since.
  case legacy
  /// Pending: the version is kept, and this revision was never acknowledged for it.
  case notAcknowledged
  /// Pending: an older copy of the session was replaced by this one.
  case improved
  /// Pending: everything was forgotten, and this was not acknowledged since.
  case forgotten
  /// Pending: nothing was ever acknowledged for the version.
  case unknownVersion
  /// Pending: no evidence of the version is kept; there may have been some that was dropped.
  case floor
  /// Pending: evidence had to be dropped because control frames may be missing.
  case evidenceLost
  /// Pending, and passed over: the record cannot be read.
  case damaged
  /// Neither: it was there and is not any more.
  case deleted
  /// Neither: there is no trace of it.
  case neverSeen

  /// Nil where nothing lives that could be pending.
  var isPending: Bool? {
    switch self {
    case .watermark, .island, .legacy: false
    case .notAcknowledged, .improved, .forgotten, .unknownVersion, .floor, .evidenceLost,
      .damaged:
      true
    case .deleted, .neverSeen: nil
    }
  }

  /// Of a live revision, by the evidence alone.
  init(
    of revision: UInt64, for version: BackupVersion, _ evidence: EvidenceTable,
    isEvidenceLost: Bool
  ) {
    let state = evidence.state(of: version)
    if let state, state.covers(revision) {
      self = revision <= state.watermark ? .watermark : .island
    } else if evidence.covers(revision, for: version) {
      self = .legacy
    } else if let state {
      self = state.legacyEnded ? .forgotten : .notAcknowledged
    } else if isEvidenceLost {
      self = .evidenceLost
    } else {
      self = evidence.floor > .zero ? .floor : .unknownVersion
    }
  }
}

extension InspectedStore {
  /// How a live revision stands with a version, as far as the evidence tells it.
  func standing(
    of revision: UInt64, for version: BackupVersion
  ) throws(ToolFailure) -> Standing {
    Standing(
      of: revision, for: version, try served().evidence,
      isEvidenceLost: loaded?.report.evidenceDropped ?? false)
  }
}
