/// Finds the end of a segment that was not sealed.
///
/// Pure: bytes in, an end out.
package struct TailSurvey: Hashable, Sendable {
  /// The log ends here; what lies behind is not part of it.
  package private(set) var end: UInt64
  /// Where the last whole commit before the end ends: the file can go on there if it ends there.
  package private(set) var lastCommitEnd: UInt64
  /// Everything before this offset was promised to be durable.
  package private(set) var promisedThrough: UInt64
  /// Whether the last commit is a clean mark that ends with the file.
  package private(set) var isClean = false
  /// Why the log ends before the file does; nil when it does not.
  package private(set) var verdict: EndOfLog.Verdict?
  /// Whole commits behind the end.
  package private(set) var reorderedCommitCount = 0
  /// Highest numbers in any frame header of the file, also behind the end.
  package private(set) var sequenceMax: UInt64 = 0
  package private(set) var revisionMax: UInt64 = 0

  /// - Parameters:
  ///   - segment: the file from `start` on at least.
  ///   - durableByteCount: the length the manifest gives.
  ///   - start: where a commit begins before which nothing is of interest.
  package init(
    _ segment: SegmentBytes, durableByteCount: UInt64,
    from start: UInt64 = SegmentHeader.firstCommitOffset
  ) {
    end = start
    lastCommitEnd = end
    promisedThrough = max(durableByteCount, end)
    var faults = collect(segment, from: start)
    faults.part(at: promisedThrough)
    if let last = faults.commits.last, end == segment.byteCount, last.end == end {
      isClean = last.isCleanMark && last.isIntact
    }
    #if STRANDLINE_CANARIES
      firstFault = faults.places.first?.offset
    #endif
    // The first bad place that was not promised ends the log.
    for fault in faults.places {
      let lastCommitOffset = faults.commits.last?.offset ?? 0
      let verdict = EndOfLog.judge(
        fault.kind, isSealedOrClean: isClean, isPromised: fault.offset < promisedThrough,
        laterCommits: lastCommitOffset > fault.offset)
      switch verdict {
      case .corruptResynchronise, .corruptRecord, .corruptShortened, .retry: continue
      case .tornTail, .reordered, .dropped:
        self.verdict = verdict
        end = fault.offset
        lastCommitEnd = faults.commits.last { $0.end <= fault.offset }?.end ?? lastCommitEnd
        reorderedCommitCount = faults.commits.count { $0.offset > fault.offset }
        return
      }
    }
    // Promised bytes that are missing or bad up to the end of the file: nothing follows them.
    lastCommitEnd = end
    end = max(end, min(promisedThrough, segment.byteCount))
  }

  #if STRANDLINE_CANARIES
    package private(set) var firstFault: UInt64?
  #endif

  private struct Places {
    /// Each up to where the next whole commit begins, or the file ends.
    var places: [(offset: UInt64, kind: EndOfLog.Fault, end: UInt64)] = []
    var commits: [CommitCheck] = []

    /// A bad place that reaches from promised bytes into others is two: the log cannot go on behind
    /// the promise as if nothing were missing there.
    mutating func part(at promise: UInt64) {
      let parted = places.firstIndex {
        $0.kind != .body && $0.offset < promise && promise < $0.end
      }
      guard let parted else { return }
      places.insert((promise, .header, places[parted].end), at: parted + 1)
    }
  }

  /// Walks the file once: commits, promises, highest numbers, bad places.
  private mutating func collect(_ segment: SegmentBytes, from start: UInt64) -> Places {
    var found = Places()
    var offset = start
    let limit = segment.byteCount
    while offset < limit {
      if let commit = CommitCheck(segment, at: offset, limit: limit) {
        if !commit.isIntact { found.places.append((offset, .body, commit.end)) }
        found.commits.append(commit)
        promisedThrough = max(promisedThrough, min(commit.header.syncedThrough, offset))
        raise(commit.sequenceMax, commit.revisionMax)
        offset = commit.end
        end = offset
        continue
      }
      let isCommit = segment.header(at: offset)?.kind == .commit
      let next = nextCommit(segment, after: offset, limit: limit) ?? limit
      found.places.append((offset, isCommit ? .incompleteCommit : .header, next))
      offset = next
    }
    return found
  }

  /// The next place behind `offset` where a whole commit begins.
  ///
  /// Numbers of single frames on the way count: they were given out, and must not be given out
  /// again.
  private mutating func nextCommit(
    _ segment: SegmentBytes, after offset: UInt64, limit: UInt64
  ) -> UInt64? {
    var highest: (sequence: UInt64, revision: UInt64) = (0, 0)
    let next = segment.probe(from: offset, limit: limit) { header, position in
      highest.sequence = max(highest.sequence, header.sequence.rawValue)
      highest.revision = max(highest.revision, header.revision.rawValue)
      guard position > offset, header.kind == .commit else { return false }
      return CommitCheck(segment, at: position, limit: limit) != nil
    }
    raise(highest.sequence, highest.revision)
    return next
  }

  private mutating func raise(_ sequence: UInt64, _ revision: UInt64) {
    sequenceMax = max(sequenceMax, sequence)
    revisionMax = max(revisionMax, revision)
  }
}
