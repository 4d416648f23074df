public import Strandline

/// A store of sessions and of how far their backup has come, as every engine can be one.
///
/// All engines do the same work: a save compares with what is stored and keeps the better copy, a
/// page hands out whole sessions, and an acknowledgement is durable when it returns.
public protocol Engine: AnyObject, Sendable {
  /// Saves sessions in one batch; a stored copy of an equal or lower first index stays.
  func save(_ records: [SessionRecord], isDurable: Bool) throws

  /// Makes durable what was saved without that promise.
  func sync() throws

  /// Deletes sessions in one durable batch.
  func delete(_ keys: [SessionKey]) throws

  /// Shows the payload of a session for the time of the call; false when there is none.
  func read(_ key: SessionKey, _ body: (UnsafeRawBufferPointer) -> Void) throws -> Bool

  /// Up to `limit` sessions that the current backup version lacks.
  func pending(limit: Int) throws -> EnginePage

  /// Notes durably that the current backup version holds the sessions of a page.
  func acknowledge(_ page: EnginePage) throws

  /// Sessions in the store, and those that the current backup version holds.
  func counts() throws -> EngineCounts

  /// Makes another backup version the current one, durably.
  func reset(to version: Int) throws

  /// Pays at once what the engine has put off; what it does beside the calls goes on.
  func settle() throws

  /// Takes out what was replaced and deleted.
  func compact() throws

  /// Closes it.
  func close() throws

  /// Syncs so far, nothing where the engine does not tell.
  var syncCount: Int? { get }
}

/// Sessions that were handed out.
public struct EnginePage: Sendable {
  /// The sessions.
  public let sessions: [SessionRecord]
  /// What the engine needs to know them again.
  let handle: any Sendable

  init(_ sessions: [SessionRecord], handle: any Sendable) {
    self.sessions = sessions
    self.handle = handle
  }
}

/// What an engine counts.
public struct EngineCounts: Sendable, Hashable {
  /// All sessions.
  public let total: Int
  /// Those that the current backup version holds.
  public let backedUp: Int

  /// Makes a pair.
  public init(total: Int, backedUp: Int) {
    self.total = total
    self.backedUp = backedUp
  }
}
