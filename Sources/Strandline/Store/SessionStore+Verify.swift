extension SessionStore {
  /// Checks the store's files against their checksums and against one another.
  ///
  /// Looks at one durable state, the present one, while the store is read and written; what is
  /// committed meanwhile is not looked at. Changes nothing: what is found damaged is served as
  /// before, and an index file is built anew when a call meets the damage.
  ///
  /// - Parameters:
  ///   - depth: how much to look at.
  ///   - progress: gets 0…1 now and then, on the calling thread; false cancels.
  /// - Returns: what was found, and in a full verification a class for every byte.
  /// - Throws: `StoreError`: `.cancelled`, `.closed`, `.io` where the medium cannot be read, and
  ///   what `flush()` throws.
  /// - Complexity: `quick` O(files + live bits); `full` O(bytes), and reading the name index once
  ///   more for every quarter of a million records. A second thread takes its share of the segments
  ///   where they are 8 MiB or more, and reads the name index for its own. Memory: about 30 MB at
  ///   most and a copy of the live bits for each thread.
  public func verify(
    _ depth: VerifyDepth, progress: ((Double) -> Bool)? = nil
  ) throws(StoreError) -> VerifyReport {
    try core.verify(depth, progress: progress)
  }
}

extension StoreCore {
  func verify(
    _ depth: VerifyDepth, progress: ((Double) -> Bool)?
  ) throws(StoreError) -> VerifyReport {
    _ = try view()
    let state = options.readOnly ? try readState() : try durableState()
    defer { state.watermarks?.close() }
    return try Verification(state, environment, depth: depth, progress: progress).run()
  }

  /// The state of the files as a reader without the lock finds them now.
  private func readState() throws(StoreError) -> DurableState {
    let (loaded, lineage) = try loadForReading()
    return try durableState(loaded, lineage)
  }
}
