import Strandline

/// What `tail` shows: the last commits of a log or of one segment, and where it ends.
struct LogTail {
  private let commits: [ShownCommit]
  private let end: LogEnd

  init(_ files: StoreFiles, count: Int) throws(ToolFailure) {
    let standing = RecordStanding(files)
    var found: [ShownCommit] = []
    var last: InspectedFile?
    for name in Self.names(files, standing).reversed() where found.count < count {
      guard let file = try files.file(name), let scan = CommitScan(file) else { continue }
      last = last ?? file
      let end = standing.end(of: name.id) ?? file.byteCount
      found = try Self.last(count - found.count, scan, to: end) + found
    }
    commits = found
    end = LogEnd(standing, last)
  }

  /// Of a segment's file alone.
  init(alone path: String, count: Int) throws(ToolFailure) {
    let (file, standing) = try InspectedFile.segmentAlone(path)
    let end = try SegmentEnd.of(file, standing)
    let scan = CommitScan(file)
    commits = if let scan { try Self.last(count, scan, to: end.offset) } else { [] }
    self.end = try LogEnd(file, standing, end)
  }

  private static func last(
    _ count: Int, _ scan: CommitScan, to end: UInt64
  ) throws(ToolFailure) -> [ShownCommit] {
    var found: [ShownCommit] = []
    try engine { () throws(StoreError) in try scan.forEach(to: end) { found.append($0) } }
    return found.suffix(count)
  }

  /// The segments in the order of the log; without a readable store in that of their ids.
  private static func names(_ files: StoreFiles, _ standing: RecordStanding) -> [FileName] {
    guard let chain = standing.loaded?.chain else { return files.names(.segment) }
    return chain.map { FileName(id: $0.file.id, kind: .segment) }
  }

  var isDamaged: Bool { end.isDamaged || commits.contains { !$0.isIntact } }

  var text: String {
    var table = TextTable(ShownCommit.columns)
    for commit in commits { table.add(commit.cells) }
    return "\(table.text)\n\(end.text)"
  }

  var json: [JSONOutput] { commits.map(\.json) + [end.json] }
}

/// Where a log or a segment ends and why, as far as a reader can tell.
struct LogEnd {
  /// What it is the end of, in words.
  private let subject: String
  private let path: String?
  private let segment: SegmentEnd?
  let isDamaged: Bool

  init(_ standing: RecordStanding, _ file: InspectedFile?) {
    subject = "the log"
    path = file?.path
    segment = standing.loaded?.tail.map { SegmentEnd($0) }
    isDamaged = standing.loaded.map { !$0.report.isEmpty } ?? true
  }

  /// Of a segment alone.
  init(
    _ file: InspectedFile, _ standing: RecordStanding, _ end: SegmentEnd
  ) throws(ToolFailure) {
    subject = "the segment"
    path = file.path
    segment = end
    isDamaged = try end.isDamaged(file, standing)
  }

  /// Why it ends before the file does, in the words of Formats/recovery.md; nil when it does not.
  var verdict: String? {
    switch segment?.survey?.verdict {
    case .tornTail: "a torn tail: the log ends at X"
    case .reordered: "writes that reached the disk out of order: the log ends at X"
    case .dropped: "dropped whole: the log ends at X"
    // What does not end a log is told by `doctor`.
    case .retry, .corruptShortened, .corruptResynchronise, .corruptRecord, nil: nil
    }
  }

  private var place: String? {
    guard let path, let segment else { return nil }
    return FilePlace.text(path, segment.offset)
  }

  private var isClean: Bool { segment?.survey?.isClean == true }

  var text: String {
    guard let segment, let place else { return "where \(subject) ends is not known\n" }
    var text = "\(subject) ends at \(Printable.escaping(place))"
    text += isClean ? ", in a clean mark\n" : "\n"
    text += "durable before \(segment.durableEnd)\n"
    if let verdict {
      text += "behind it \(Quantity.bytes(segment.byteCountBehind)): \(verdict)\n"
    }
    return text
  }

  var json: JSONOutput {
    .fields([
      "line": .text("end"), "place": place.map { .text($0) } ?? .null,
      "clean_mark": .boolean(isClean),
      "durable_before": segment.map { .integer($0.durableEnd) } ?? .null,
      "byte_count_behind": segment.map { .integer($0.byteCountBehind) } ?? .null,
      "verdict": verdict.map { .text($0) } ?? .null, "damaged": .boolean(isDamaged),
    ])
  }
}
