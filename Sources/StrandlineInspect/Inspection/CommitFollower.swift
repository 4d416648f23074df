import Strandline

/// Finds the commits that are appended to a store's log, from the end it has at first.
struct CommitFollower {
  private let path: String
  private var segment: FileID
  /// Where the next commit begins.
  private var offset: UInt64
  /// Commits up to this number were seen: a new segment may begin with some of them again.
  private var lastSequence: UInt64

  init(_ path: String) throws(ToolFailure) {
    let files = try StoreFiles(path)
    self.path = files.path
    let standing = RecordStanding(files.path)
    guard let loaded = standing.loaded, let tail = loaded.tail else {
      throw standing.failure ?? ToolFailure(.damage, "the log of \(path) cannot be read")
    }
    segment = tail.file.id
    offset = tail.end
    lastSequence = loaded.nextSequence - 1
  }

  /// The commits that came since the last time.
  mutating func next() throws(ToolFailure) -> [ShownCommit] {
    var found: [ShownCommit] = []
    while true {
      try takeCommits(into: &found)
      let files = try StoreFiles(path)
      guard let next = Self.successor(of: segment, in: files) else { return found }
      // What was written to the one before until it was sealed.
      try takeCommits(into: &found)
      segment = next
      offset = SegmentHeader.firstCommitOffset
    }
  }

  private mutating func takeCommits(into found: inout [ShownCommit]) throws(ToolFailure) {
    let files = try StoreFiles(path)
    guard let file = try files.file(FileName(id: segment, kind: .segment)),
      let scan = CommitScan(file)
    else { return }
    var position = offset
    var commits: [ShownCommit] = []
    try engine { () throws(StoreError) in
      while position < file.byteCount,
        let commit = try scan.commit(at: position, limit: file.byteCount)
      {
        commits.append(commit)
        position = commit.end
      }
    }
    offset = position
    for commit in commits where commit.sequence > lastSequence {
      lastSequence = commit.sequence
      found.append(commit)
    }
  }

  /// The segment behind one in the log; nil when that is the last.
  ///
  /// Where compaction has replaced it meanwhile, the one that is appended to.
  private static func successor(of segment: FileID, in files: StoreFiles) -> FileID? {
    let log = (files.manifest?.entries ?? []).filter {
      $0.name.kind == .segment && !$0.isOutput
    }
    guard let index = log.firstIndex(where: { $0.name.id == segment }) else {
      return log.last?.name.id
    }
    return index + 1 < log.count ? log[index + 1].name.id : nil
  }
}
