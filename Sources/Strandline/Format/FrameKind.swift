/// What a frame holds.
///
/// Kind 0 is never valid, so zeroed blocks are never frames.
package enum FrameKind: UInt8, Sendable, CaseIterable {
  /// Begins a commit: `CommitHeader`.
  case commit = 1
  /// A session: name {room, session, sender key}, payload.
  case session = 2
  /// A session's tombstone: the header's revision is the one it ends.
  case sessionDeleted = 3
  /// A setting: name {name}, payload.
  case setting = 4
  case settingRemoved = 5
  /// Withheld information: name {room, session}, payload.
  case withheld = 6
  case withheldRemoved = 7
  /// A lease: name {name, holder}, `LeaseBody`.
  case lease = 8
  /// Evidence: name {version, public key}, `RevisionRanges`.
  case acknowledge = 16
  /// Revisions an older store held as backed up: `RevisionRanges`.
  case legacy = 17
  /// Ends the legacy meaning; its payload is padding.
  case reset = 18
  /// Ends a version's evidence: name {version, public key}, padding.
  case forget = 19
  /// The log was closed in order: `CleanMark`.
  case clean = 20
  /// Begins a compaction output: `ReplacedSegment`.
  case replaces = 21
  /// Ends a compaction output: `OutputEnd`.
  case outputEnd = 22

  /// Whether the frame takes or keeps a revision of its own on the axis.
  package var holdsRevision: Bool {
    switch self {
    case .session, .setting, .withheld, .lease: true
    case .commit, .sessionDeleted, .settingRemoved, .withheldRemoved, .acknowledge, .legacy,
      .reset, .forget, .clean, .replaces, .outputEnd:
      false
    }
  }

  /// Whether the frame changes what is known of backups and nothing else.
  package var isControl: Bool {
    switch self {
    case .acknowledge, .legacy, .reset, .forget: true
    case .commit, .session, .sessionDeleted, .setting, .settingRemoved, .withheld,
      .withheldRemoved, .lease, .clean, .replaces, .outputEnd:
      false
    }
  }

  /// Whether the frame says that a record has ended.
  package var isTombstone: Bool {
    switch self {
    case .sessionDeleted, .settingRemoved, .withheldRemoved: true
    case .commit, .session, .setting, .withheld, .lease, .acknowledge, .legacy, .reset, .forget,
      .clean, .replaces, .outputEnd:
      false
    }
  }
}
