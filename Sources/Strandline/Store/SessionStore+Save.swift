// Writing.
extension SessionStore {
  /// Saves sessions in one atomic batch.
  ///
  /// Saving never makes a session backed up, unless `backedUpTo` states that it is. What happens to
  /// a stored copy is said by `policy`; a later record of a key in `records` meets the earlier one.
  ///
  /// - Parameters:
  ///   - records: the sessions; keys and payloads together at most 16 MiB plus one payload.
  ///   - backedUpTo: a version that holds these sessions already; they are evidence for it alone.
  ///   - policy: what to do with a stored copy.
  ///   - durability: the store's own when nil.
  /// - Returns: one outcome per record, in order.
  /// - Throws: `StoreError`: `.invalidArgument`, `.tooLarge`, `.noSpace` (it did not happen),
  ///   `.readOnly`, `.closed`, `.io`.
  /// - Complexity: O(bytes); one read per key that is stored already; one sync if durable, shared
  ///   with concurrent callers.
  @discardableResult
  public func save(
    _ records: [SessionRecord], backedUpTo: BackupVersion? = nil, policy: SavePolicy = .keepBetter,
    durability: Durability? = nil
  ) throws(StoreError) -> [SaveOutcome] {
    let batch = try WriteBatch(saving: records, backedUpTo: backedUpTo, policy: policy)
    return try commit(batch, durability: durability)
  }

  /// Deletes sessions in one atomic batch.
  ///
  /// - Parameters:
  ///   - keys: the sessions; those that are not stored are passed over.
  ///   - durability: the store's own when nil.
  /// - Returns: how many were there.
  /// - Throws: `StoreError`: `.invalidArgument`, `.tooLarge`, `.noSpace`, `.readOnly`, `.closed`,
  ///   `.io`.
  /// - Complexity: O(keys), one read each; one sync if durable.
  @discardableResult
  public func delete(
    _ keys: [SessionKey], durability: Durability? = nil
  ) throws(StoreError) -> Int {
    try core.commit(WriteBatch(deleting: keys), durability: durability).deleted
  }

  /// Applies a batch: its changes become visible and durable together, in call order.
  ///
  /// - Parameters:
  ///   - batch: the changes; keys and payloads together at most 16 MiB plus one payload.
  ///   - durability: the store's own when nil.
  /// - Returns: one outcome per save, in call order.
  /// - Throws: `StoreError`: `.invalidArgument`, `.tooLarge`, `.noSpace` (it did not happen),
  ///   `.readOnly`, `.closed`, `.io`.
  /// - Complexity: O(bytes); one sync if durable.
  @discardableResult
  public func commit(
    _ batch: WriteBatch, durability: Durability? = nil
  ) throws(StoreError) -> [SaveOutcome] {
    try core.commit(batch, durability: durability).outcomes
  }

  /// Imports the records of an older store with its backup flags.
  ///
  /// Records that need no backup count as held by whichever version is asked for, until the first
  /// reset, or the forget of that version; after a reset they are plainly pending. With
  /// `knownVersion` they are evidence for that version instead. Splits itself into several commits:
  /// an interrupted import can be repeated.
  ///
  /// - Parameters:
  ///   - sessions: the records.
  ///   - knownVersion: the version the older store had uploaded them to, if that is known.
  ///   - durability: the store's own when nil.
  /// - Returns: one outcome per session, in order.
  /// - Throws: `StoreError`: `.invalidArgument`, `.tooLarge`, `.noSpace`, `.readOnly`, `.closed`,
  ///   `.io`; commits made before stay.
  /// - Complexity: O(bytes).
  @discardableResult
  public func importLegacy(
    _ sessions: [LegacySession], knownVersion: BackupVersion? = nil, durability: Durability? = nil
  ) throws(StoreError) -> [SaveOutcome] {
    try core.importLegacy(sessions, knownVersion: knownVersion, durability: durability)
  }
}
