/// The verbs of a store for asynchronous code: what waits for the disk runs on the store's own queue,
/// the cooperative pool is never blocked.
///
/// Each does what the method of the same name of `SessionStore` does and throws what that throws.
public struct AsyncSessionStore: Sendable {
  private let store: SessionStore

  init(_ store: SessionStore) { self.store = store }

  /// Runs a blocking call away from the caller.
  private func run<Value: Sendable>(
    _ call: @escaping @Sendable (SessionStore) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let store = store
    let scheduler = store.core.environment.scheduler
    let result = await withCheckedContinuation { continuation in
      scheduler.start(.call) {
        let result = Result { () throws(StoreError) in try call(store) }
        continuation.resume(returning: result)
        return .finished
      }
    }
    return try result.get()
  }

  /// Brings a request through without a thread that waits for it, so that any number of callers can
  /// share a sync.
  private func perform(
    _ request: CommitRequest
  ) async throws(StoreError) -> CommitRequest.Outcome {
    // The store gives the lock up when it is let go.
    defer { extendLifetime(store) }
    return try await store.core.performAsynchronously(request)
  }

  private func perform(
    _ batch: WriteBatch, _ durability: Durability?
  ) async throws(StoreError) -> (outcomes: [SaveOutcome], deleted: Int) {
    guard let request = try store.core.request(batch, durability: durability) else {
      return ([], 0)
    }
    return try await perform(request).batch
  }

  /// See `SessionStore.save(_:backedUpTo:policy:durability:)`.
  @discardableResult
  public func save(
    _ records: [SessionRecord], backedUpTo: BackupVersion? = nil, policy: SavePolicy = .keepBetter,
    durability: Durability? = nil
  ) async throws(StoreError) -> [SaveOutcome] {
    let batch = try WriteBatch(saving: records, backedUpTo: backedUpTo, policy: policy)
    return try await commit(batch, durability: durability)
  }

  /// See `SessionStore.delete(_:durability:)`.
  @discardableResult
  public func delete(
    _ keys: [SessionKey], durability: Durability? = nil
  ) async throws(StoreError) -> Int {
    try await perform(WriteBatch(deleting: keys), durability).deleted
  }

  /// See `SessionStore.commit(_:durability:)`.
  @discardableResult
  public func commit(
    _ batch: WriteBatch, durability: Durability? = nil
  ) async throws(StoreError) -> [SaveOutcome] {
    try await perform(batch, durability).outcomes
  }

  /// See `SessionStore.importLegacy(_:knownVersion:durability:)`.
  @discardableResult
  public func importLegacy(
    _ sessions: [LegacySession], knownVersion: BackupVersion? = nil, durability: Durability? = nil
  ) async throws(StoreError) -> [SaveOutcome] {
    try await run { store throws(StoreError) in
      try store.importLegacy(sessions, knownVersion: knownVersion, durability: durability)
    }
  }

  /// See `SessionStore.session(_:)`.
  public func session(_ key: SessionKey) async throws(StoreError) -> SessionRecord? {
    try await run { store throws(StoreError) in try store.session(key) }
  }

  /// See `SessionStore.withPayload(of:_:)`; `body` runs on the store's queue.
  public func withPayload<R: Sendable>(
    of key: SessionKey, _ body: @escaping @Sendable (RawSpan) throws(StoreError) -> R
  ) async throws(StoreError) -> R? {
    try await run { store throws(StoreError) in try store.withPayload(of: key, body) }
  }

  /// See `SessionStore.sessions()`; the cursor itself reads on the thread that asks it.
  public func sessions() async throws(StoreError) -> SessionSequence {
    try await run { store throws(StoreError) in try store.sessions() }
  }

  /// See `SessionStore.sessions(inRoom:)`.
  public func sessions(inRoom room: [UInt8]) async throws(StoreError) -> SessionSequence {
    try await run { store throws(StoreError) in try store.sessions(inRoom: room) }
  }

  /// See `SessionStore.sessions(fromSender:kind:after:limit:)`.
  public func sessions(
    fromSender senderKey: [UInt8], kind: UInt8, after: SessionKey?, limit: Int
  ) async throws(StoreError) -> [SessionRecord] {
    try await run { store throws(StoreError) in
      try store.sessions(fromSender: senderKey, kind: kind, after: after, limit: limit)
    }
  }

  /// See `SessionStore.pending(for:limit:)`.
  public func pending(
    for version: BackupVersion, limit: Int
  ) async throws(StoreError) -> PendingBatch {
    try await run { store throws(StoreError) in try store.pending(for: version, limit: limit) }
  }

  fileprivate func pending(
    for version: BackupVersion, limit: Int, after: Revision
  ) async throws(StoreError) -> PendingBatch {
    try await run { store throws(StoreError) in
      try ArgumentCheck.version(version)
      try ArgumentCheck.limit(limit)
      return try store.core.pending(for: version, limit: limit, after: after)
    }
  }

  /// Pages of pending sessions until nothing is left.
  ///
  /// Each session is handed out once; those whose page was not acknowledged are still pending
  /// afterwards. One that improves meanwhile comes again.
  ///
  /// - Parameters:
  ///   - version: the backup version.
  ///   - limit: sessions a page, at least 1.
  /// - Returns: an asynchronous sequence of batches.
  public func pendingPages(for version: BackupVersion, limit: Int) -> PendingPages {
    PendingPages(store: self, version: version, limit: limit)
  }

  /// See `SessionStore.acknowledge(_:)`.
  @discardableResult
  public func acknowledge(_ batch: PendingBatch) async throws(StoreError) -> AcknowledgeResult {
    try await perform(try store.core.request(acknowledging: batch)).acknowledged
  }

  /// See `SessionStore.acknowledge(_:for:)`.
  @discardableResult
  public func acknowledge(
    _ uploads: [Upload], for version: BackupVersion
  ) async throws(StoreError) -> AcknowledgeResult {
    try await perform(try store.core.request(acknowledging: uploads, for: version)).acknowledged
  }

  /// See `SessionStore.counts(for:)`.
  public func counts(for version: BackupVersion?) async throws(StoreError) -> SessionCounts {
    try await run { store throws(StoreError) in try store.counts(for: version) }
  }

  /// See `SessionStore.resetBackupState()`.
  public func resetBackupState() async throws(StoreError) {
    _ = try await perform(StoreCore.reset())
  }

  /// See `SessionStore.forgetBackup(_:)`.
  public func forgetBackup(_ version: BackupVersion) async throws(StoreError) {
    _ = try await perform(try store.core.request(forgetting: version))
  }

  /// See `SessionStore.backupVersions()`.
  public func backupVersions() async throws(StoreError) -> [BackupVersionState] {
    try await run { store throws(StoreError) in try store.backupVersions() }
  }

  /// See `SessionStore.setting(_:)`.
  public func setting(_ name: String) async throws(StoreError) -> [UInt8]? {
    try await run { store throws(StoreError) in try store.setting(name) }
  }

  /// See `SessionStore.set(_:to:)`.
  public func set(_ name: String, to value: [UInt8]?) async throws(StoreError) {
    var batch = WriteBatch()
    batch.set(name, to: value)
    _ = try await perform(batch, nil)
  }

  /// See `SessionStore.withheld(_:)`.
  public func withheld(_ key: SessionKey) async throws(StoreError) -> [UInt8]? {
    try await run { store throws(StoreError) in try store.withheld(key) }
  }

  /// See `SessionStore.withheld(inRoom:)`.
  public func withheld(
    inRoom room: [UInt8]
  ) async throws(StoreError) -> [(key: SessionKey, info: [UInt8])] {
    try await run { store throws(StoreError) in try store.withheld(inRoom: room) }
  }

  /// See `SessionStore.takeLease(_:holder:milliseconds:)`.
  public func takeLease(
    _ name: String, holder: String, milliseconds: UInt32
  ) async throws(StoreError) -> UInt64? {
    let request = try store.core.request(
      leasing: name, holder: holder, milliseconds: milliseconds)
    return try await perform(request).lease
  }

  /// See `SessionStore.flush()`.
  public func flush() async throws(StoreError) {
    _ = try await perform(StoreCore.flush())
  }

  /// See `SessionStore.verify(_:progress:)`; `progress` runs on the store's queue.
  public func verify(
    _ depth: VerifyDepth, progress: (@Sendable (Double) -> Bool)? = nil
  ) async throws(StoreError) -> VerifyReport {
    try await run { store throws(StoreError) in try store.verify(depth, progress: progress) }
  }

  /// See `SessionStore.snapshot(to:)`.
  public func snapshot(to path: String) async throws(StoreError) {
    try await run { store throws(StoreError) in try store.snapshot(to: path) }
  }

  /// See `SessionStore.repair(from:to:)`.
  public static func repair(
    from: String, to: String
  ) async throws(StoreError) -> RepairReport {
    let scheduler = Environment.system().scheduler
    let result = await withCheckedContinuation { continuation in
      scheduler.start(.call) {
        continuation.resume(
          returning: Result { () throws(StoreError) in
            try SessionStore.repair(from: from, to: to)
          })
        return .finished
      }
    }
    return try result.get()
  }

  /// See `SessionStore.compact(progress:)`; `progress` runs on the store's queue.
  public func compact(
    progress: (@Sendable (Double) -> Bool)? = nil
  ) async throws(StoreError) {
    try await run { store throws(StoreError) in try store.compact(progress: progress) }
  }

  /// See `SessionStore.purge(progress:)`; `progress` runs on the store's queue.
  public func purge(progress: (@Sendable (Double) -> Bool)? = nil) async throws(StoreError) {
    try await run { store throws(StoreError) in try store.purge(progress: progress) }
  }

  /// See `SessionStore.close()`.
  public func close() async throws(StoreError) {
    try await run { store throws(StoreError) in try store.close() }
  }

  /// See `SessionStore.reopen()`.
  public func reopen() async throws(StoreError) {
    try await run { store throws(StoreError) in try store.reopen() }
  }

  /// See `SessionStore.statistics()`.
  public func statistics() async throws(StoreError) -> StoreStatistics {
    try await run { store throws(StoreError) in try store.statistics() }
  }
}

/// Pages of pending sessions, for `for try await`.
public struct PendingPages: AsyncSequence, Sendable {
  /// Asks for one page after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let pages: PendingPages
    fileprivate var last = Revision(0)

    /// The next page, or nil when nothing is pending.
    public mutating func next() async throws(StoreError) -> PendingBatch? {
      try await next(isolation: nil)
    }

    /// The next page, or nil when nothing is pending.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(StoreError) -> PendingBatch? {
      let batch = try await pages.store.pending(
        for: pages.version, limit: pages.limit, after: last)
      last = batch.revisions.last ?? last
      return batch.isEmpty ? nil : batch
    }
  }

  fileprivate let store: AsyncSessionStore
  fileprivate let version: BackupVersion
  fileprivate let limit: Int

  /// Begins with the first page.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pages: self) }
}
