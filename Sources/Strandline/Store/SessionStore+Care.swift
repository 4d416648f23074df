extension SessionStore {
  /// Holds merges of index files and compaction in the background back until they are resumed, or
  /// the store is reopened.
  ///
  /// For a host that is short of power or about to be suspended. They stop between two steps, each of
  /// which moves about 256 KiB, and what they have begun is kept. Index files that bound the memory
  /// of the store are written all the same, and so is what `compact(progress:)` is called for.
  ///
  /// - Complexity: O(1); waits for one step at most.
  public func pauseCompaction() { core.pauseSide() }

  /// Ends `pauseCompaction()`.
  ///
  /// The work goes on where it stopped; without a pause nothing happens.
  ///
  /// - Complexity: O(1); waits for nothing.
  public func resumeCompaction() { core.resumeSide() }

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
