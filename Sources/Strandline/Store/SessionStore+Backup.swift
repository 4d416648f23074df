// Key backup.
extension SessionStore {
  /// Sessions that are not known to be in a backup version, the lowest revisions first.
  ///
  /// Only durable revisions are handed out; if newer ones are wanted they are synced first. A store
  /// that was opened for reading stops at what is known to be durable. An empty page, not a count,
  /// is the end of a backup loop.
  ///
  /// - Parameters:
  ///   - version: the backup version; asking takes no place among the versions kept.
  ///   - limit: at least 1.
  /// - Returns: up to `limit` sessions; fewer only at the end, or when the page passes 16 MiB.
  /// - Throws: `StoreError`: `.invalidArgument`, `.closed`, `.io`.
  /// - Complexity: O(limit) reads, neighbours in one; the scan of the index is 1 bit per revision
  ///   above the version's watermark.
  public func pending(for version: BackupVersion, limit: Int) throws(StoreError) -> PendingBatch {
    try ArgumentCheck.version(version)
    try ArgumentCheck.limit(limit)
    return try core.pending(for: version, limit: limit)
  }

  /// Records that the sessions of a batch are in the version they were handed out for.
  ///
  /// Evidence is given for exactly the revisions of the batch. A session that was saved better since
  /// stays pending. After the version was forgotten, or with a batch from before an unclean end,
  /// nothing is recorded and the result says so.
  ///
  /// - Parameter batch: what `pending(for:limit:)` returned.
  /// - Returns: what was recorded.
  /// - Throws: `StoreError`: `.noSpace`, `.readOnly`, `.closed`, `.io`.
  /// - Complexity: O(batch); one small write, one sync if the store's default is durable.
  @discardableResult
  public func acknowledge(_ batch: PendingBatch) throws(StoreError) -> AcknowledgeResult {
    try core.perform(try core.request(acknowledging: batch)).acknowledged
  }

  /// Records uploads by key and first known index.
  ///
  /// Evidence is given where the stored index is at least the uploaded one; a better stored copy
  /// stays pending. The caller issues none that it learned of before its own forget of the version.
  ///
  /// - Parameters:
  ///   - uploads: what was uploaded.
  ///   - version: where to.
  /// - Returns: what was recorded.
  /// - Throws: `StoreError`: `.invalidArgument`, `.noSpace`, `.readOnly`, `.closed`, `.io`.
  /// - Complexity: O(uploads), one read each; one sync if the store's default is durable.
  @discardableResult
  public func acknowledge(
    _ uploads: [Upload], for version: BackupVersion
  ) throws(StoreError) -> AcknowledgeResult {
    try core.perform(try core.request(acknowledging: uploads, for: version)).acknowledged
  }

  /// How many sessions there are, and how many of them a version holds.
  ///
  /// - Parameter version: nil counts no backup.
  /// - Returns: exact counts.
  /// - Throws: `StoreError`: `.invalidArgument`, `.closed`.
  /// - Complexity: O(versions kept), at most 64.
  public func counts(for version: BackupVersion?) throws(StoreError) -> SessionCounts {
    if let version { try ArgumentCheck.version(version) }
    let (view, _) = try core.view()
    let backedUp = version.map { view.evidence.backedUpCount(for: $0) } ?? 0
    return SessionCounts(total: view.index.live.count, backedUp: backedUp)
  }

  /// Ends the meaning of an older store's backup flags: what was imported as backed up is pending
  /// from now on.
  ///
  /// Evidence for versions stays; to upload to the same version again, forget it.
  ///
  /// Durable when it returns, whatever the store's default.
  ///
  /// - Throws: `StoreError`: `.noSpace`, `.readOnly`, `.closed`, `.io`.
  /// - Complexity: one write of at most 4 KiB and one sync, at any number of sessions.
  public func resetBackupState() throws(StoreError) {
    _ = try core.perform(StoreCore.reset())
  }

  /// Drops all evidence for a version: every session is pending for it, legacy ones included.
  ///
  /// Durable when it returns, whatever the store's default. Batches handed out before record nothing
  /// any more.
  ///
  /// - Parameter version: the version; recorded also if it was never seen.
  /// - Throws: `StoreError`: `.invalidArgument`, `.noSpace`, `.readOnly`, `.closed`, `.io`.
  /// - Complexity: one write of at most 4 KiB and one sync, at any number of sessions.
  public func forgetBackup(_ version: BackupVersion) throws(StoreError) {
    _ = try core.perform(try core.request(forgetting: version))
  }

  /// The backup versions the store knows, the most recently used first; at most 64.
  ///
  /// - Returns: their state.
  /// - Throws: `StoreError.closed`.
  /// - Complexity: O(versions × revisions above the watermark / 64).
  public func backupVersions() throws(StoreError) -> [BackupVersionState] {
    let (view, _) = try core.view()
    return view.evidence.states(live: view.index.live)
  }

  /// Takes or extends a lease, so that only one of several processes does something.
  ///
  /// Leases use the wall clock and do not trust it: a holder's lease never lasts longer than asked.
  ///
  /// - Parameters:
  ///   - name: what is leased, 1…255 bytes.
  ///   - holder: who asks, 1…255 bytes.
  ///   - milliseconds: for how long; 0 gives it back at once.
  /// - Returns: the generation, from 1 and one higher with each new holder; nil when somebody else
  ///   has it.
  /// - Throws: `StoreError`: `.invalidArgument`, `.noSpace`, `.readOnly`, `.closed`, `.io`.
  /// - Complexity: one small write, one sync if the store's default is durable.
  public func takeLease(
    _ name: String, holder: String, milliseconds: UInt32
  ) throws(StoreError) -> UInt64? {
    let request = try core.request(leasing: name, holder: holder, milliseconds: milliseconds)
    return try core.perform(request).lease
  }
}
