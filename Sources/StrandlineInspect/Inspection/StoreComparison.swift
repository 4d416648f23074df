import Strandline

/// Two stores held against each other: their sessions, and what each backup version has of them.
///
/// Memory grows with the sessions of the first store.
struct StoreComparison {
  enum Difference: String {
    case onlyInFirst
    case onlyInSecond
    /// The same session, and another first index, sender, or payload.
    case content
    /// A copy of it is damaged, so nothing can be said.
    case notCompared
  }

  /// What a backup version has of sessions that both stores hold.
  struct Evidence {
    let version: BackupVersion
    /// Whether each store knows the version.
    var isKnown = (first: false, second: false)
    var both = 0
    var onlyFirst = 0
    var onlySecond = 0

    var isSame: Bool { isKnown.first == isKnown.second && onlyFirst == 0 && onlySecond == 0 }
  }

  private struct Side {
    let store: InspectedStore
    let evidence: EvidenceTable
    var unreadableCount = 0

    init(_ store: InspectedStore) throws(ToolFailure) {
      self.store = store
      evidence = try store.served().evidence
    }
  }

  private(set) var sameCount = 0
  private(set) var counts: [Difference: Int] = [:]
  private(set) var evidence: [Evidence] = []
  /// Live sessions whose names cannot be read, in both stores.
  var unreadableCount: Int { first.unreadableCount + second.unreadableCount }
  private var first: Side
  private var second: Side

  init(_ first: InspectedStore, _ second: InspectedStore) throws(ToolFailure) {
    self.first = try Side(first)
    self.second = try Side(second)
    for kept in self.first.evidence.kept {
      evidence.append(Evidence(version: kept.version, isKnown: (true, false)))
    }
    for kept in self.second.evidence.kept {
      if let index = evidence.firstIndex(where: { $0.version == kept.version }) {
        evidence[index].isKnown.second = true
      } else {
        evidence.append(Evidence(version: kept.version, isKnown: (false, true)))
      }
    }
    evidence.sort {
      ($0.version.version, $0.version.publicKey.count)
        < ($1.version.version, $1.version.publicKey.count)
    }
  }

  var isSame: Bool {
    counts.isEmpty && unreadableCount == 0 && evidence.allSatisfy(\.isSame)
  }

  /// Compares; tells every difference until `body` answers false.
  mutating func run(
    _ console: Console, _ body: (Difference, SessionKey) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    var known: [SessionKey: SessionFacts] = [:]
    try first.store.forEachSession { (_, facts) throws(ToolFailure) in
      if let facts { known[facts.key] = facts } else { first.unreadableCount += 1 }
      console.progress("reading the first store", known.count, of: 0)
      return true
    }
    let total = known.count
    var isWanted = true
    try second.store.forEachSession { (_, facts) throws(ToolFailure) in
      guard let facts else {
        second.unreadableCount += 1
        return true
      }
      console.progress("comparing", total - known.count, of: total)
      isWanted = try take(facts, known.removeValue(forKey: facts.key), body)
      return isWanted
    }
    console.endProgress()
    let rest = known.values.sorted { $0.revision < $1.revision }
    for facts in rest where isWanted { isWanted = try tell(.onlyInFirst, facts.key, body) }
  }

  private mutating func take(
    _ facts: SessionFacts, _ other: SessionFacts?,
    _ body: (Difference, SessionKey) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    guard let other else { return try tell(.onlyInSecond, facts.key, body) }
    for index in evidence.indices {
      let version = evidence[index].version
      switch (
        first.evidence.covers(other.revision, for: version),
        second.evidence.covers(facts.revision, for: version)
      ) {
      case (true, true): evidence[index].both += 1
      case (true, false): evidence[index].onlyFirst += 1
      case (false, true): evidence[index].onlySecond += 1
      case (false, false): break
      }
    }
    guard facts.isIntact, other.isIntact else { return try tell(.notCompared, facts.key, body) }
    guard facts.isSameContent(as: other) else { return try tell(.content, facts.key, body) }
    sameCount += 1
    return true
  }

  private mutating func tell(
    _ difference: Difference, _ key: SessionKey,
    _ body: (Difference, SessionKey) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    counts[difference, default: 0] += 1
    return try body(difference, key)
  }
}

extension SessionFacts {
  /// Payloads are compared by length and CRC-32C.
  fileprivate func isSameContent(as other: SessionFacts) -> Bool {
    firstKnownIndex == other.firstKnownIndex && senderKey == other.senderKey
      && senderDataKind == other.senderDataKind && payloadByteCount == other.payloadByteCount
      && payloadChecksum == other.payloadChecksum
  }
}
