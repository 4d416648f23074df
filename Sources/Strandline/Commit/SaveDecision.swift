/// What a save does to a stored copy: rule R3 as a pure function.
package struct SaveDecision: Hashable, Sendable {
  /// What is stored under the key.
  package enum Stored: Hashable, Sendable {
    case nothing
    /// A record that cannot be read: superseded whatever its index.
    case damaged
    case copy(firstKnownIndex: UInt32, isIdentical: Bool)
  }

  package enum Action: Hashable, Sendable {
    /// Store under a new revision; no session had this key.
    case insert
    /// Store under a new revision; the stored one ends.
    case improve
    /// Store under the stored revision.
    case rewrite
    /// Write nothing.
    case keep(SaveOutcome)
  }

  /// Which revision the statement "already in that version" is evidence for.
  package enum Evidence: Hashable, Sendable { case none, newRevision, storedRevision }

  package var action: Action
  package var evidence: Evidence

  package var outcome: SaveOutcome {
    switch action {
    case .insert: .inserted
    case .improve: .improved
    case .rewrite: .rewritten
    case .keep(let outcome): outcome
    }
  }

  /// Decides one save.
  ///
  /// - Parameters:
  ///   - index: the first known index of the session to save.
  ///   - stored: what is there.
  ///   - policy: the caller's.
  ///   - isBackedUp: whether the save states that a backup version holds the session already.
  /// - Returns: what to do.
  package static func decide(
    index: UInt32, over stored: Stored, policy: SavePolicy, isBackedUp: Bool
  ) -> SaveDecision {
    let action = action(index: index, over: stored, policy: policy, isBackedUp: isBackedUp)
    guard isBackedUp else { return SaveDecision(action: action, evidence: .none) }
    switch action {
    case .insert, .improve: return SaveDecision(action: action, evidence: .newRevision)
    case .rewrite: return SaveDecision(action: action, evidence: .storedRevision)
    case .keep:
      // A save that was dropped because the stored copy is better says nothing about that copy.
      guard case .copy(let storedIndex, _) = stored, storedIndex == index else {
        return SaveDecision(action: action, evidence: .none)
      }
      return SaveDecision(action: action, evidence: .storedRevision)
    }
  }

  private static func action(
    index: UInt32, over stored: Stored, policy: SavePolicy, isBackedUp: Bool
  ) -> Action {
    guard case .copy(let storedIndex, let isIdentical) = stored else {
      return stored == .nothing ? .insert : .improve
    }
    switch policy {
    case .keepBetter:
      if index < storedIndex { return .improve }
      if index > storedIndex { return .keep(.keptExisting) }
      if isIdentical { return .keep(.unchanged) }
      // A restore must not downgrade the trust the stored copy has.
      return isBackedUp ? .keep(.keptExisting) : .rewrite
    case .replace:
      if index != storedIndex { return .improve }
      return isIdentical ? .keep(.unchanged) : .rewrite
    case .requeue:
      return index > storedIndex ? .keep(.keptExisting) : .improve
    }
  }
}
