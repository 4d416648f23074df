/// Copies whole commits to another segment, with their sequences and revisions.
///
/// Pure.
package enum CommitCopy {
  /// Answers where the records lie now.
  ///
  /// - Throws: `.io` when the range is not whole commits from end to end: nothing may be lost on the
  ///   way, and another attempt may read better.
  package static func copy(
    _ source: SegmentBytes, _ range: Range<UInt64>, from: FileID, to encoder: CommitEncoder
  ) throws(StoreError) -> [MovedRecord] {
    var moved: [MovedRecord] = []
    var offset = range.lowerBound
    while offset < range.upperBound,
      let commit = CommitCheck(source, at: offset, limit: range.upperBound)
    {
      encoder.begin()
      var position = offset + UInt64(CommitHeader.frameByteCount)
      while position < commit.end, let frame = source.frame(at: position, limit: commit.end) {
        let place = encoder.appendCopy(of: frame)
        if frame.header.kind?.holdsRevision == true {
          moved.append(
            MovedRecord(
              revision: frame.header.revision.rawValue,
              from: Place(
                file: from, offset: position, byteCount: frame.header.frameByteCount),
              to: place))
        }
        position += UInt64(frame.header.frameByteCount)
      }
      // Nothing of the new file is promised yet.
      _ = encoder.end(
        syncedThrough: SegmentHeader.firstCommitOffset, nextRevision: commit.nextRevision)
      offset = commit.end
    }
    guard offset == range.upperBound else {
      throw StoreError(
        .io, "commits that were found cannot be read again; reopen the store to try again",
        path: FileName(id: from, kind: .segment).text, offset: offset)
    }
    return moved
  }
}
