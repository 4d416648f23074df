extension SessionStore {
  /// Computes the index files anew from the log, as the store does by itself when it meets damage in
  /// one of them.
  ///
  /// Evidence is untouched. The new files are written and synced before a manifest names them, and
  /// the old ones are removed after that: a crash leaves the old or the new ones.
  ///
  /// - Returns: the names of the index files that are in force now; none where nothing lives.
  /// - Throws: `StoreError`: `.closed`, `.readOnly`; `.io` when they could not be written, which
  ///   leaves the old ones.
  /// - Complexity: O(bytes of the log); memory by the number of sessions.
  package func rebuildIndex() throws(StoreError) -> [String] {
    let former = try core.view().view.index.disk
    _ = try core.perform(CommitRequest(.rebuild, durability: .durable))
    // Those that were gathered in memory meanwhile.
    _ = try core.perform(StoreCore.checkpoint())
    let index = try core.view().view.index
    let isEmpty = index.live.isEmpty && index.liveNeighbours.isEmpty
    guard isEmpty || index.disk !== former else {
      throw StoreError(
        .io, "the index files cannot be written at the moment; make sure that there is space",
        path: core.path)
    }
    return isEmpty ? [] : index.disk.allRuns.map(\.name) + index.disk.maps.map(\.name)
  }
}
