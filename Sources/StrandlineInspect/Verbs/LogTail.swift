import Strandline

/// What `tail` shows: the last commits, and where the log ends.
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
      var ofFile: [ShownCommit] = []
      try engine { () throws(StoreError) in
        try scan.forEach(to: end) { ofFile.append($0) }
      }
      found = ofFile.suffix(count - found.count) + found
    }
    commits = found
    end = LogEnd(standing, last)
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

/// Where a log ends and why, as far as a reader can tell.
struct LogEnd {
  private let path: String?
  private let loaded: LoadedStore?
  private let segment: LoadedSegment?

  init(_ standing: RecordStanding, _ file: InspectedFile?) {
    path = file?.path
    loaded = standing.loaded
    segment = standing.loaded?.tail
  }

  var isDamaged: Bool { loaded.map { !$0.report.isEmpty } ?? true }

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
    return FilePlace.text(path, segment.end)
  }

  private var isClean: Bool { segment?.survey?.isClean == true }

  var text: String {
    guard let segment, let place else { return "where the log ends is not known\n" }
    var text = "the log ends at \(Printable.escaping(place))"
    text += isClean ? ", in a clean mark\n" : "\n"
    text += "durable before \(segment.durableEnd)\n"
    if let verdict {
      text += "behind it \(Quantity.bytes(segment.byteCount - segment.end)): \(verdict)\n"
    }
    return text
  }

  var json: JSONOutput {
    .fields([
      "line": .text("end"), "place": place.map { .text($0) } ?? .null,
      "clean_mark": .boolean(isClean),
      "durable_before": segment.map { .integer($0.durableEnd) } ?? .null,
      "byte_count_behind": segment.map { .integer($0.byteCount - min($0.end, $0.byteCount)) }
        ?? .null,
      "verdict": verdict.map { .text($0) } ?? .null, "damaged": .boolean(isDamaged),
    ])
  }
}
