import Strandline
import StrandlineTestSupport
import Testing

/// Everything that can happen between hand-out and acknowledgement, against a dictionary that was
/// written from the rules: every two steps in either order, and a third of all threes.
@Suite("R4: acknowledgements under every interleaving", .bothReadings)
struct RuleR4InterleavingTests {
  enum Step: CaseIterable {
    case rewrite, improve, requeue, replaceWorse, delete, saveAgain, legacy, restate
    case reset, forget, forgetOther, uploadOther, byKey, reopen, powerCut, kill
  }

  static let version = BackupVersion("A")
  static let other = BackupVersion("B")

  /// A store and its model in lock step.
  final class Pair {
    let world: World
    var model = ModelStore()
    /// Whether pages handed out at the start belong to the life that goes on.
    var isSameLife = true
    /// Whether anything was written since the last clean end.
    var hasWritten = true

    init() throws {
      world = try World()
      let records = sessions(1...3)
      try world.store.save(records)
      _ = model.save(records, backedUpTo: nil, policy: .keepBetter)
    }

    func save(
      _ record: SessionRecord, _ policy: SavePolicy = .keepBetter, in version: BackupVersion? = nil
    ) throws {
      let outcomes = try world.store.save([record], backedUpTo: version, policy: policy)
      #expect(outcomes == model.save([record], backedUpTo: version, policy: policy))
      note(outcomes, isStated: version != nil)
    }

    private func note(_ outcomes: [SaveOutcome], isStated: Bool) {
      if isStated || !outcomes.allSatisfy({ $0 == .unchanged || $0 == .keptExisting }) {
        hasWritten = true
      }
    }

    func take(_ step: Step, _ place: Int) throws {
      let version = RuleR4InterleavingTests.version
      let other = RuleR4InterleavingTests.other
      let key = session(2).key
      switch step {
      case .rewrite: try save(session(2, variant: place + 1))
      case .improve: try save(session(2, index: UInt32(4 - place)))
      case .requeue: try save(session(2), .requeue)
      case .replaceWorse: try save(session(2, index: UInt32(6 + place)), .replace)
      case .saveAgain: try save(session(2))
      case .restate: try save(session(2), in: version)
      case .delete:
        let count = try world.store.delete([key])
        #expect(count == model.delete([key]))
        if count > 0 { hasWritten = true }
      case .legacy:
        let legacy = [LegacySession(record: session(2), needsBackup: false)]
        let (states, outcomes) = model.importing(legacy, knownVersion: nil)
        #expect(try world.store.importLegacy(legacy) == outcomes)
        model = try #require(states.last)
        note(outcomes, isStated: false)
      case .reset:
        hasWritten = true
        try world.store.resetBackupState()
        model.reset()
      case .forget: try forget(version)
      case .forgetOther: try forget(other)
      case .uploadOther:
        hasWritten = true
        let page = model.handOut(for: other, limit: 9)
        let batch = try world.store.pending(for: other, limit: 9)
        let result = try world.store.acknowledge(batch)
        #expect(result.recorded == model.acknowledge(page, isFromThisLife: true).recorded)
      case .byKey:
        hasWritten = true
        let upload = [Upload(key: key, firstKnownIndex: 4)]
        let result = try world.store.acknowledge(upload, for: version)
        #expect(result.recorded == model.acknowledge(upload, for: version).recorded)
      case .reopen:
        try world.reopen()
        hasWritten = false
      case .powerCut: try crash(CrashImage.none)
      case .kill: try crash(nil)
      }
    }

    private func forget(_ version: BackupVersion) throws {
      hasWritten = true
      try world.store.forgetBackup(version)
      model.forget(version)
    }

    private func crash(_ image: CrashImage?) throws {
      try world.crash(image)
      // Right behind a clean end, nothing happened that could have been lost.
      if hasWritten { isSameLife = false }
    }

    func compare() throws -> Bool {
      for version in [RuleR4InterleavingTests.version, RuleR4InterleavingTests.other] {
        let counts = try world.store.counts(for: version)
        let wanted = model.counts(for: version)
        guard try world.store.allPending(version) == model.pending(for: version),
          counts == SessionCounts(total: wanted.total, backedUp: wanted.backedUp)
        else { return false }
      }
      return true
    }
  }

  @Test("two or three steps between hand-out and acknowledgement", arguments: Step.allCases)
  func interleaved(first: Step) throws {
    for (place, second) in Step.allCases.enumerated() {
      try run([first, second])
      for (last, third) in Step.allCases.enumerated() where (place + last) % 3 == 0 {
        try run([first, second, third])
      }
    }
  }

  private func run(_ steps: [Step]) throws {
    let pair = try Pair()
    let page = pair.model.handOut(for: Self.version, limit: 2)
    let batch = try pair.world.store.pending(for: Self.version, limit: 2)
    for (place, step) in steps.enumerated() { try pair.take(step, place) }
    let result = try pair.world.store.acknowledge(batch)
    let wanted = pair.model.acknowledge(page, isFromThisLife: pair.isSameLife)
    #expect(wanted.agrees(with: result), "\(steps)")
    #expect(try pair.compare(), "\(steps)")
    try pair.world.crash(CrashImage.none)
    #expect(try pair.compare(), "\(steps) and a power cut")
  }
}

extension ModelStore.Acknowledged {
  /// Whether a store's answer says the same; the order of keys is not compared.
  func agrees(with result: AcknowledgeResult) -> Bool {
    recorded == result.recorded && forgotten == result.forgotten
      && improvedMeanwhile == Set(result.improvedMeanwhile) && unknown == Set(result.unknown)
  }
}
