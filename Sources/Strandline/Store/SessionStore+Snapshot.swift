extension SessionStore {
  /// Makes a copy of the store as it is now, while it is read and written.
  ///
  /// The copy is a store of its own at `path`, there whole or not at all, and holds everything that
  /// was committed before the call. Files that are never written again are linked where the file
  /// system can do that, and take no room of their own until the store lets go of them; `purge` does
  /// not reach what a copy still holds. Evidence goes with it; batches handed out by the store
  /// record nothing in the copy, nor the other way round.
  ///
  /// - Parameter path: where the copy will be: nothing may exist there, its parent must.
  /// - Throws: `StoreError`: `.invalidArgument` when something exists at `path`, `.readOnly` for a
  ///   store that was opened for reading, `.notFound` without a parent directory, `.noSpace`,
  ///   `.closed`, `.io`; nothing is left at `path` then.
  /// - Complexity: O(files), O(bytes) where they cannot be linked; one commit's turn of the writers.
  public func snapshot(to path: String) throws(StoreError) {
    try core.snapshot(to: path)
  }
}

extension StoreCore {
  func snapshot(to path: String) throws(StoreError) {
    try NewDirectory.check(path)
    guard try environment.fileSystem.kind(of: path) == nil else {
      throw StoreError(
        .invalidArgument, "something exists at this path already; name a new one", path: path)
    }
    let state = try durableState()
    defer { state.watermarks?.close() }
    try SnapshotCopy(state, environment: environment).make(at: path)
  }
}
