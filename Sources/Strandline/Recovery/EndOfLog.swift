/// Where a log ends, and what a bad place in it means: the decision table of recovery, as a pure
/// function. Formats/recovery.md
package enum EndOfLog {
  /// What is wrong at the first bad offset X.
  package enum Fault: CaseIterable, Hashable, Sendable {
    /// The system could not read it.
    case unreadable
    /// The file ends before the length the manifest gives.
    case missingBytes
    /// No frame begins at X: zeros, garbage, or rot in a header.
    case header
    /// A frame begins at X, a name or payload fails its checksum.
    case body
    /// A commit begins at X and is not all there.
    case incompleteCommit
  }

  package enum Verdict: CaseIterable, Hashable, Sendable {
    /// An error that may pass: the open fails and can be tried again.
    case retry
    /// Promised bytes are gone: reported, the rest is served.
    case corruptShortened
    /// Promised bytes are bad: reported, go on at the next frame.
    case corruptResynchronise
    /// One promised record is bad: reported by name, the next frame is fine.
    case corruptRecord
    /// The log ends at X: the write was cut off.
    case tornTail
    /// The log ends at X: later commits were written but never made durable.
    case reordered
    /// The log ends at X: a commit that is not whole is no commit.
    case dropped
  }

  /// Judges a bad place.
  ///
  /// - Parameters:
  ///   - fault: what is wrong at X.
  ///   - isSealedOrClean: whether the file was sealed, or ends in a clean mark.
  ///   - isPromised: whether X lies before the larger of the last promise and the manifest's length.
  ///   - laterCommits: whether a whole valid commit lies behind X.
  /// - Returns: what it means.
  package static func judge(
    _ fault: Fault, isSealedOrClean: Bool, isPromised: Bool, laterCommits: Bool
  ) -> Verdict {
    switch (fault, isSealedOrClean || isPromised, laterCommits) {
    case (.unreadable, _, _): .retry
    case (.missingBytes, _, _): .corruptShortened
    case (.header, true, _), (.incompleteCommit, true, _): .corruptResynchronise
    case (.body, true, _): .corruptRecord
    case (.header, false, true), (.body, false, true), (.incompleteCommit, false, true): .reordered
    case (.header, false, false): .tornTail
    case (.body, false, false), (.incompleteCommit, false, false): .dropped
    }
  }
}
