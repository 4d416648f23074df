/// Sessions handed out for upload to one backup version.
///
/// Acknowledging the batch is evidence for exactly the revisions it was built from.
public struct PendingBatch: Sendable {
  /// The version the sessions are pending for.
  public let version: BackupVersion
  /// The sessions, in revision order.
  public let sessions: [SessionRecord]
  /// Damaged sessions passed over on the way, as far as their names can be read.
  public let skipped: [SessionKey]

  package let revisions: [Revision]
  package let epoch: UInt64
  package let incarnation: Incarnation

  package init(
    version: BackupVersion, sessions: [SessionRecord], skipped: [SessionKey],
    revisions: [Revision], epoch: UInt64, incarnation: Incarnation
  ) {
    self.version = version
    self.sessions = sessions
    self.skipped = skipped
    self.revisions = revisions
    self.epoch = epoch
    self.incarnation = incarnation
  }

  /// Whether there is nothing to upload: the end of a backup loop.
  public var isEmpty: Bool { sessions.isEmpty }
}

/// The random name of one life of a store: one opening.
package struct Incarnation: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// A session that was uploaded, and the first known index of the copy that was.
public struct Upload: Hashable, Sendable {
  /// The session's name.
  public let key: SessionKey
  /// The first known index of the uploaded copy.
  public let firstKnownIndex: UInt32

  /// Makes an upload.
  public init(key: SessionKey, firstKnownIndex: UInt32) {
    self.key = key
    self.firstKnownIndex = firstKnownIndex
  }
}

/// What an acknowledgement recorded.
public struct AcknowledgeResult: Hashable, Sendable {
  /// How many sessions have evidence now that had none before.
  public let recorded: Int
  /// Sessions that live under another revision by now; they stay pending.
  public let improvedMeanwhile: [SessionKey]
  /// Keys no session is stored under.
  public let unknown: [SessionKey]
  /// Whether nothing was recorded because the version was forgotten, or the store ended uncleanly
  /// or was rebuilt, after the hand-out.
  public let forgotten: Bool

  package init(
    recorded: Int, improvedMeanwhile: [SessionKey], unknown: [SessionKey], forgotten: Bool
  ) {
    self.recorded = recorded
    self.improvedMeanwhile = improvedMeanwhile
    self.unknown = unknown
    self.forgotten = forgotten
  }
}

/// How many sessions there are and how many of them a version holds.
public struct SessionCounts: Hashable, Sendable {
  /// Live sessions.
  public let total: Int
  /// Sessions with evidence for the version, legacy-covered ones included; 0 without a version.
  public let backedUp: Int

  package init(total: Int, backedUp: Int) {
    self.total = total
    self.backedUp = backedUp
  }
}

/// What the store knows about one backup version.
public struct BackupVersionState: Hashable, Sendable {
  /// The version.
  public let version: BackupVersion
  /// Every live revision up to and including this one has evidence.
  public let watermark: Revision
  /// How many separate ranges of evidence lie above the watermark.
  public let islandCount: Int
  /// Live sessions with evidence for the version, legacy-covered ones included.
  public let backedUp: Int

  package init(version: BackupVersion, watermark: Revision, islandCount: Int, backedUp: Int) {
    self.version = version
    self.watermark = watermark
    self.islandCount = islandCount
    self.backedUp = backedUp
  }
}
