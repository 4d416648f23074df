/// A store of inbound group sessions and of what is known about their key backups.
///
/// One directory, one writer at a time, any number of readers. Every call is safe from any thread.
/// What survives a crash is always a prefix of the order in which commits were made, and a session
/// that is not known to be in a backup is pending for it.
///
/// The store takes payloads as opaque: that a copy with a lower index really belongs to the same
/// session is the host's to check before it saves.
public final class SessionStore: Sendable {
  let core: StoreCore

  init(core: StoreCore) { self.core = core }

  // Streams keep the core, and the lock must not wait for them.
  deinit { core.abandon() }

  /// Opens the store at `path`, and creates it if nothing or an empty directory is there.
  ///
  /// A store that did not end in a close is recovered: every commit that was durable is there.
  /// Damaged places are reported in `damageReport` and everything else is served.
  ///
  /// - Parameters:
  ///   - path: the store's directory.
  ///   - options: how to open it.
  /// - Returns: the open store.
  /// - Throws: `StoreError`: `.busy` when another writer has it open, `.notAStore`, `.notFound` for
  ///   a reader, `.unsupportedVersion`, `.corrupt` when no file can be used, `.noSpace`, `.io`.
  /// - Complexity: O(files) and the part of the log behind the last checkpoint, which is bounded by
  ///   the options; O(log) only when index files are damaged or missing.
  public static func open(
    at path: String, options: Options = Options()
  ) throws(StoreError) -> SessionStore {
    try open(at: path, options: options, environment: .system())
  }

  /// The same in a given environment.
  package static func open(
    at path: String, options: Options, environment: Environment
  ) throws(StoreError) -> SessionStore {
    guard !path.isEmpty else { throw ArgumentCheck.invalid("the path is empty") }
    // The system would take what stands before it for the path.
    guard !path.utf8.contains(0) else {
      throw ArgumentCheck.invalid("the path contains a zero byte")
    }
    let core = StoreCore(path: path, options: options, environment: environment)
    try core.open()
    return SessionStore(core: core)
  }

  /// Closes the store: operations in flight finish, later ones throw `.closed`.
  ///
  /// Idempotent.
  ///
  /// The log gets a clean mark, after which damage anywhere in it can be told from an unclean end.
  ///
  /// - Throws: `StoreError.io` when commits could not be made durable; the store is closed anyway.
  public func close() throws(StoreError) { try core.close() }

  /// Opens the store again after a close, with the options it had.
  ///
  /// Idempotent.
  ///
  /// - Throws: what `open(at:options:)` throws.
  public func reopen() throws(StoreError) { try core.open() }

  /// What was found damaged since the store was opened.
  public var damageReport: DamageReport { core.shared.withLock { $0.report } }

  /// Makes everything committed so far durable.
  ///
  /// - Throws: `StoreError`: `.closed`, `.readOnly`, `.io`.
  /// - Complexity: one sync, none if nothing is unsynced.
  public func flush() throws(StoreError) {
    _ = try core.perform(StoreCore.flush())
  }

  /// Figures about the store.
  ///
  /// - Returns: sizes on disk and what was written since the store object was made.
  /// - Throws: `StoreError`: `.closed`, `.io`.
  /// - Complexity: O(files).
  public func statistics() throws(StoreError) -> StoreStatistics { try core.statistics() }

  /// The same verbs for asynchronous code.
  public var async: AsyncSessionStore { AsyncSessionStore(self) }
}
