extension LogWriter {
  /// Makes everything durable and ends the log with a clean mark, after which every byte of it can
  /// be judged, and a manifest with the final length, so that a log cut shorter is known to be
  /// damaged.
  ///
  /// The mark comes first: a manifest that cannot be written on a full disk costs nothing.
  /// - Parameters:
  ///   - lineage: what the next life follows.
  ///   - isNeeded: whether a mark is wanted even if nothing was appended since the last one.
  /// - Throws: when commits could not be made durable.
  package func close(lineage: Lineage, isNeeded: Bool) throws(StoreError) {
    _ = try sync()
    if isUnchangedSinceCleanMark, !isNeeded { return }
    let encoder = encoder()
    encoder.begin()
    encoder.append(
      .clean, name: nil, payload: CleanMark.array(lineage),
      sequence: Sequence48(nextSequence))
    nextSequence += 1
    _ = encoder.end(syncedThrough: syncedEnd, nextRevision: nextRevision)
    do {
      try append(encoder, isSmall: true)
    } catch {
      // No room for the mark: the next open finds an unclean end and loses nothing.
      guard error.code == .noSpace else { throw error }
      return
    }
    _ = try sync()
    trimReserve()
    var final = manifest
    if let index = final.entries.firstIndex(where: { $0.name.id == active.id }) {
      final.entries[index].byteCount = end
    }
    do {
      try install(final)
    } catch {
      guard error.error.code == .noSpace else { throw error.error }
    }
  }

  /// Whether nothing was appended since the store was opened after a clean close.
  private var isUnchangedSinceCleanMark: Bool { cleanEnd == end }
}
