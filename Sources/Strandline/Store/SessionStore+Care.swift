extension SessionStore {
  /// Rewrites segments of the log that hold what was replaced or deleted, and gives their space back.
  ///
  /// Nothing changes but where records lie. Other calls go on meanwhile; readers of older states
  /// keep theirs. A damaged segment is left as it is. Whatever ends the call, the store is as good as
  /// before, and what was compacted so far stays so.
  ///
  /// - Parameter progress: called between steps with a share from 0 to 1 that does not go back; the
  ///   call ends when it answers false. It may use the store, but not close it.
  /// - Throws: `StoreError`: `.cancelled`, `.closed`, `.readOnly`, `.noSpace`, `.io`.
  /// - Complexity: O(bytes of the segments of which more than a fiftieth is dead).
  public func compact(progress: ((Double) -> Bool)? = nil) throws(StoreError) {
    try core.compact(for: .space, progress: progress)
  }

  /// Rewrites every segment of the log that may hold something replaced or deleted, so that no byte
  /// of it is left in the store's files.
  ///
  /// Not reached: copies of the files, what a file system or a medium keeps of removed files, and
  /// segments that are damaged.
  ///
  /// - Parameter progress: as for `compact(progress:)`.
  /// - Throws: as `compact(progress:)`.
  /// - Complexity: O(bytes of the log) the first time, then of what was added or changed since.
  public func purge(progress: ((Double) -> Bool)? = nil) throws(StoreError) {
    try core.compact(for: .secrecy, progress: progress)
  }
}
