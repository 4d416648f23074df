// What the frames of a segment mean.
extension SegmentVerification {
  mutating func classify(
    _ part: SegmentAudit.Part, at offset: UInt64, of file: FileID, _ source: RecordSource
  ) throws(StoreError) -> VerifyReport.ByteClass {
    switch part {
    case .control: return .controlFrame
    case .tombstone(let frame):
      // Whoever ends a revision has ended it for good.
      if state.view.index.isLive(frame.header.revision.rawValue) {
        note(.index, FileName(id: file, kind: .segment).text, offset)
      }
      return .tombstone
    case .record(let frame):
      let place = Place(file: file, offset: offset, byteCount: frame.header.frameByteCount)
      return try record(frame, at: place, source) ? .liveFrame : .deadFrame
    }
  }

  /// Whether a record is the one that counts for its revision.
  private mutating func record(
    _ frame: FrameView, at place: Place, _ source: RecordSource
  ) throws(StoreError) -> Bool {
    let revision = frame.header.revision.rawValue
    guard state.view.index.isLive(revision) else { return false }
    guard let counted = try countedPlace(of: revision) else {
      // Told by the page that is damaged; the record is what it would lead to.
      seen.insert(revision)
      return true
    }
    guard counted.file == place.file, counted.offset == place.offset else {
      // That the one that counts cannot be read is a finding of its own.
      let isStale =
        try source.sequence(at: counted, revision).map { $0 < frame.header.sequence.rawValue }
        ?? false
      if isStale { note(.index, place.fileName, place.offset) }
      return false
    }
    seen.insert(revision)
    liveBytes.add(counted)
    let isSession = frame.header.kind == .session
    guard counted == place, state.view.index.live.contains(revision) == isSession,
      let names = names(of: frame)
    else {
      note(.index, place.fileName, place.offset)
      return true
    }
    if isSession { sessionCount += 1 }
    if state.view.index.isNamed(revision) { expected.add(names, revision: revision, at: place) }
    return true
  }

  /// Nil when a frame, whose name is intact, has a name that says nothing.
  private func names(of frame: FrameView) -> SessionIndex.Names? {
    guard let kind = frame.header.kind, frame.header.nameByteCount > 0 else { return nil }
    if kind == .session {
      return (try? unsafe FrameNameParts(frame.nameBytes)).map(state.view.hash.session)
    }
    return frame.name().flatMap { state.view.hash.names(of: $0, kind: kind) }
  }

  /// Nil when the page that would tell is damaged.
  private func countedPlace(of revision: UInt64) throws(StoreError) -> Place? {
    do {
      return try state.view.index.place(of: revision)
    } catch {
      guard error.isIndexDamage else { throw error }
      return nil
    }
  }
}
