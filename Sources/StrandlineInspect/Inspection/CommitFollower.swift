import Strandline

/// Finds the commits that are appended to a store's log, from the end it has at first.
struct CommitFollower {
  /// What came since the last time.
  enum News {
    case commit(ShownCommit)
    /// Commits that a compaction took away before they could be read, or numbers nobody used.
    case gap(ClosedRange<UInt64>)
  }

  private let path: String
  /// The segment that was appended to when it was last looked at, kept open: a compaction may take it
  /// away before its last commits were read.
  private var current: InspectedFile
  private var segment: FileID
  /// Where the next commit begins.
  private var offset: UInt64
  /// Commits up to this number were seen: a new segment may begin with some of them again.
  private var lastSequence: UInt64

  init(_ path: String) throws(ToolFailure) {
    for _ in 0..<Self.attemptCountMax {
      let files = try StoreFiles(path)
      let standing = RecordStanding(files)
      guard let loaded = standing.loaded, let tail = loaded.tail else {
        throw standing.failure ?? ToolFailure(.damage, "the log of \(path) cannot be read")
      }
      guard let current = try Self.opened(tail.file.id, in: files) else { continue }
      self.path = files.path
      self.current = current
      segment = tail.file.id
      offset = tail.end
      lastSequence = loaded.nextSequence - 1
      return
    }
    throw ToolFailure(.inputOutput, "the files of \(path) change too fast to be read; try again")
  }

  private static let attemptCountMax = 100

  /// What came since the last time.
  mutating func next() throws(ToolFailure) -> [News] {
    var found: [News] = []
    while true {
      try takeCommits(into: &found)
      let files = try StoreFiles(path)
      guard let next = successor(in: files) else { return found }
      // What was written to the one before until it was sealed.
      try takeCommits(into: &found)
      // Gone since: the next look finds what came behind it.
      guard let file = try Self.opened(next, in: files) else { continue }
      current = file
      segment = next
      offset = SegmentHeader.firstCommitOffset
    }
  }

  /// A segment by its present name, as it grows; nil when it is gone.
  private static func opened(
    _ id: FileID, in files: StoreFiles
  ) throws(ToolFailure) -> InspectedFile? {
    try InspectedFile.ifThere(files.path(of: FileName(id: id, kind: .segment).text))
  }

  private mutating func takeCommits(into found: inout [News]) throws(ToolFailure) {
    guard let scan = CommitScan(current) else { return }
    var position = offset
    var commits: [ShownCommit] = []
    let file = current.file
    try engine { () throws(StoreError) in
      let end = try file.size()
      while position < end, let commit = try scan.commit(at: position, limit: end) {
        commits.append(commit)
        position = commit.end
      }
    }
    offset = position
    for commit in commits where commit.sequence > lastSequence {
      if commit.sequence > lastSequence + 1 {
        found.append(.gap(lastSequence + 1...commit.sequence - 1))
      }
      lastSequence = commit.sequence
      found.append(.commit(commit))
    }
  }

  /// The next segment that was appended to, behind the present one; nil when that is the last.
  ///
  /// Ids are given out in ascending order. What a compaction wrote holds no commits.
  private func successor(in files: StoreFiles) -> FileID? {
    (files.manifest?.entries ?? []).first {
      $0.name.kind == .segment && !$0.isOutput && $0.name.id > segment
    }?.name.id
  }
}
