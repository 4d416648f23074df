package import Strandline

/// Evidence: who has what, and what follows from it.
extension ModelStore {
  /// What a pending page handed out, in the model's own numbers.
  package struct Handout: Sendable {
    package let version: BackupVersion
    /// As they were handed out.
    let sessions: [SessionRecord]
    let revisions: [Int]
    let epoch: Int
  }

  /// The sessions a version lacks, in revision order.
  package func pending(for version: BackupVersion) -> [SessionRecord] {
    pendingSessions(for: version).map(\.record)
  }

  /// The first `limit` pending sessions, as they can be acknowledged later.
  package func handOut(for version: BackupVersion, limit: Int) -> Handout {
    let page = pendingSessions(for: version).prefix(limit)
    return Handout(
      version: version, sessions: page.map(\.record), revisions: page.map(\.revision),
      epoch: epoch(of: version))
  }

  /// Acknowledges a page; nothing is recorded when the version was forgotten since, or when
  /// `isFromThisLife` says that the store ended uncleanly in between.
  package mutating func acknowledge(_ handout: Handout, isFromThisLife: Bool) -> Acknowledged {
    guard isFromThisLife, handout.epoch == epoch(of: handout.version) else {
      return Acknowledged(forgotten: true)
    }
    time += 1
    var result = Acknowledged()
    if !handout.sessions.isEmpty { touch(handout.version) }
    for (record, revision) in zip(handout.sessions, handout.revisions) {
      let key = record.key
      guard let session = sessions[key] else {
        result.unknown.insert(key)
        continue
      }
      guard session.revision == revision else {
        result.improvedMeanwhile.insert(key)
        continue
      }
      if addEvidence(revision, for: handout.version) { result.recorded += 1 }
    }
    return result
  }

  /// Acknowledges uploads by key and uploaded index.
  package mutating func acknowledge(
    _ uploads: [Upload], for version: BackupVersion
  ) -> Acknowledged {
    time += 1
    var result = Acknowledged()
    if !uploads.isEmpty { touch(version) }
    for upload in uploads {
      guard let session = sessions[upload.key] else {
        result.unknown.insert(upload.key)
        continue
      }
      guard session.record.firstKnownIndex >= upload.firstKnownIndex else {
        result.improvedMeanwhile.insert(upload.key)
        continue
      }
      if addEvidence(session.revision, for: version) { result.recorded += 1 }
    }
    return result
  }

  /// What an acknowledgement must answer; key lists are compared as sets.
  package struct Acknowledged: Equatable, Sendable {
    package var recorded = 0
    package var improvedMeanwhile: Set<SessionKey> = []
    package var unknown: Set<SessionKey> = []
    package var forgotten = false
  }

  /// How many sessions there are and how many the version holds.
  package func counts(for version: BackupVersion?) -> (total: Int, backedUp: Int) {
    guard let version else { return (sessions.count, 0) }
    return (sessions.count, sessions.count - pendingSessions(for: version).count)
  }

  /// Ends the legacy meaning; evidence stays.
  package mutating func reset() {
    time += 1
    legacyEnded = true
  }

  /// Drops the version's evidence and its legacy coverage, also for a version never seen.
  package mutating func forget(_ version: BackupVersion) {
    time += 1
    touch(version)
    versions[version]?.evidence = []
    versions[version]?.epoch = time
    versions[version]?.isForgotten = true
  }

  /// Versions with evidence for a live session, and how many sessions each holds.
  package func evidencedVersions() -> [BackupVersion: Int] {
    var result: [BackupVersion: Int] = [:]
    for (version, state) in versions
    where sessions.values.contains(where: { state.evidence.contains($0.revision) }) {
      result[version] = counts(for: version).backedUp
    }
    return result
  }

  /// What a store does that cannot tell which of its control records are missing.
  mutating func dropEvidence() {
    time += 1
    versions = [:]
    floorEpoch = time
    legacyEnded = true
  }

  func epoch(of version: BackupVersion) -> Int { versions[version]?.epoch ?? floorEpoch }

  private func pendingSessions(for version: BackupVersion) -> [Session] {
    let state = versions[version]
    let legacyCovers = !legacyEnded && !(state?.isForgotten ?? false)
    return sessions.values
      .filter { session in
        !(legacyCovers && session.isLegacy)
          && !(state?.evidence.contains(session.revision) ?? false)
      }
      .sorted { $0.revision < $1.revision }
  }

  @discardableResult
  mutating func addEvidence(_ revision: Int, for version: BackupVersion) -> Bool {
    versions[version]?.evidence.insert(revision).inserted ?? false
  }

  /// Gives the version a place and makes it the last one used; the longest unused of 65 goes.
  mutating func touch(_ version: BackupVersion) {
    versions[version, default: Version(epoch: floorEpoch, lastUse: time)].lastUse = time
    guard versions.count > 64,
      let oldest = versions.min(by: { $0.value.lastUse < $1.value.lastUse })
    else { return }
    versions[oldest.key] = nil
    // Held pages of the dropped version, and of every other version not kept, are void; and if it
    // was a forgotten one, nothing remembers any more that legacy records do not count for it.
    floorEpoch = time
    if oldest.value.isForgotten { legacyEnded = true }
  }
}
