/// Copies whole commits to another segment, with their sequences and revisions.
///
/// Pure.
package enum CommitCopy {
  /// Answers where the records lie now.
  ///
  /// What is not a whole commit is left out.
  package static func copy(
    _ source: SegmentBytes, _ range: Range<UInt64>, from: FileID, to encoder: CommitEncoder,
    as id: FileID
  ) -> [MovedRecord] {
    var moved: [MovedRecord] = []
    var offset = range.lowerBound
    while offset < range.upperBound,
      let commit = CommitCheck(source, at: offset, limit: range.upperBound)
    {
      encoder.begin()
      var position = offset + UInt64(CommitHeader.frameByteCount)
      while position < commit.end, let frame = source.frame(at: position, limit: commit.end) {
        let place = encoder.offset
        encoder.appendCopy(of: frame)
        if frame.header.kind?.holdsRevision == true {
          moved.append(
            MovedRecord(
              revision: frame.header.revision.rawValue, from: Place(file: from, offset: position),
              to: Place(file: id, offset: place)))
        }
        position += UInt64(frame.header.frameByteCount)
      }
      // Nothing of the new file is promised yet.
      _ = encoder.end(
        syncedThrough: SegmentHeader.firstCommitOffset, nextRevision: commit.nextRevision)
      offset = commit.end
    }
    return moved
  }
}
