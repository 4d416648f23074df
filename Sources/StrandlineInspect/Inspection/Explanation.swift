import Strandline

/// Why one session is pending for one backup version, or why it is not.
struct Explanation {
  let key: SessionKey
  let version: BackupVersion
  let standing: Standing
  /// The live revision, or the last one there was.
  private(set) var revision: UInt64?
  /// Earlier revisions of the session that are still in the log.
  private(set) var replaced: [UInt64] = []
  private let evidence: EvidenceTable
  /// Whether the revision is known to be on stable storage; nothing else is handed out.
  private(set) var isDurable = true
  /// Whether a part of the log cannot be read.
  private var hasGaps = false

  init(
    of key: SessionKey, _ version: BackupVersion, in store: InspectedStore, _ console: Console
  ) throws(ToolFailure) {
    self.key = key
    self.version = version
    evidence = try store.served().evidence
    guard let live = try store.revision(of: key) else {
      let trace = try SessionTrace(of: key, in: store, console)
      standing = trace.frames.isEmpty ? .neverSeen : .deleted
      revision = trace.revisions.last
      hasGaps = trace.hasGaps
      return
    }
    revision = live.revision
    isDurable = live.revision <= (store.loaded?.durableRevision ?? .max)
    let byEvidence = try store.standing(of: live.revision, for: version)
    guard byEvidence.isPending == true else {
      standing = byEvidence
      return
    }
    let facts = try store.facts(of: live.revision)
    guard live.isNamed, facts?.isIntact == true else {
      standing = .damaged
      return
    }
    guard byEvidence == .notAcknowledged else {
      standing = byEvidence
      return
    }
    let trace = try SessionTrace(of: key, in: store, console)
    replaced = trace.revisions.filter { $0 < live.revision }
    standing = replaced.isEmpty ? .notAcknowledged : .improved
  }

  /// One sentence, for people.
  var sentence: String {
    let name = Printable.quoting(version.version)
    return switch standing.isPending {
    case true?: "Pending for \(name): \(reason)\(unwritten)."
    case false?: "Not pending for \(name): \(reason)."
    case nil: "Neither pending for \(name) nor held: \(reason)."
    }
  }

  private var reason: String {
    let revision = self.revision.map { Quantity.count($0) } ?? "unknown"
    let state = evidence.state(of: version)
    let watermark = Quantity.count(state?.watermark ?? 0)
    let gaps = hasGaps ? "; a part of the log cannot be read, and may have held it" : ""
    return switch standing {
    case .watermark:
      "its revision \(revision) is at or below the watermark \(watermark), up to which the version "
        + "holds everything that lives"
    case .island:
      "its revision \(revision) was acknowledged, above the watermark \(watermark), which an "
        + "earlier pending session holds back"
    case .legacy:
      "it came from an older store as backed up, and neither a reset nor a forget of this version "
        + "came since"
    case .notAcknowledged:
      "its revision \(revision) is above the watermark \(watermark) and was not acknowledged by itself"
    case .improved:
      "revision \(revision) replaced \(earlier) by a better copy, and an acknowledgement of an "
        + "earlier one does not count for it"
    case .forgotten:
      "what the version holds was forgotten at sequence "
        + "\(Quantity.count(state?.epoch.rawValue ?? 0)), and revision \(revision) was not "
        + "acknowledged since"
    case .unknownVersion: "nothing was ever acknowledged for this version"
    case .floor:
      "nothing is known of this version: it was never acknowledged, or what was known was dropped "
        + "before sequence \(Quantity.count(evidence.floor.rawValue))"
    case .evidenceLost:
      "damage may have taken a reset or a forget, so that no evidence counts any more"
    case .damaged:
      "nothing says that the version holds revision \(revision), but its record is damaged and is "
        + "passed over; saving the session again replaces it"
    case .deleted:
      "the session was deleted; its last revision in the log is \(revision)\(gaps)"
    case .neverSeen:
      "there is no trace of the session: it was never saved, or it was deleted and compacted "
        + "away\(gaps)"
    }
  }

  private var earlier: String {
    let last = replaced.last.map { Quantity.count($0) } ?? ""
    return replaced.count > 1 ? "\(last) and others" : last
  }

  private var unwritten: String {
    isDurable ? "" : ", and it is handed out when it is known to be on the disk"
  }

  func json(_ identifiers: inout IdentifierPrinter) -> JSONOutput {
    let state = evidence.state(of: version)
    return .fields([
      "room": identifiers.room(key), "session": identifiers.session(key),
      "backup": .backup(version),
      "pending": standing.isPending.map { .boolean($0) } ?? .null,
      "reason": .text(standing.rawValue), "sentence": .text(sentence),
      "revision": revision.map { .integer($0) } ?? .null,
      "replaced_revisions": .array(replaced.map { .integer($0) }),
      "watermark": state.map { .integer($0.watermark) } ?? .null,
      "epoch": .integer(evidence.epoch(of: version).rawValue),
      "durable": .boolean(isDurable),
    ])
  }
}
