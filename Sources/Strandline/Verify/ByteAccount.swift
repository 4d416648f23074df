/// Puts every byte of a file into one class, from the first to the last.
struct ByteAccount {
  /// Without the counts: two or three are added to for each frame, and a dictionary costs.
  private var listed: VerifyReport.File
  private var counts = [UInt64](repeating: 0, count: VerifyReport.ByteClass.allCases.count)
  /// Bytes before are accounted for.
  private(set) var offset: UInt64 = 0

  init(_ name: String, byteCount: UInt64) {
    listed = VerifyReport.File(name: name, byteCount: byteCount)
  }

  /// The file, with what was accounted for so far.
  var file: VerifyReport.File {
    var file = listed
    for byteClass in VerifyReport.ByteClass.allCases where counts[byteClass.place] > 0 {
      file.byteCounts[byteClass] = counts[byteClass.place]
    }
    return file
  }

  var byteCount: UInt64 { listed.byteCount }

  /// The next `byteCount` bytes, as far as the file has them.
  mutating func add(_ byteClass: VerifyReport.ByteClass, _ byteCount: UInt64) {
    let count = min(byteCount, listed.byteCount - offset)
    guard count > 0 else { return }
    counts[byteClass.place] += count
    let range = offset..<offset + count
    offset += count
    switch byteClass {
    case .damaged: Self.append(range, to: &listed.damaged)
    case .unused: Self.append(range, to: &listed.unused)
    case .fileHeader, .structureHeader, .commitHeader, .liveFrame, .deadFrame, .tombstone,
      .controlFrame, .padding, .indexPage, .fencePage, .watermarks, .fileList, .lockNote:
      break
    }
  }

  /// All that is left.
  mutating func addRest(_ byteClass: VerifyReport.ByteClass) {
    add(byteClass, listed.byteCount - offset)
  }

  private static func append(_ range: Range<UInt64>, to ranges: inout [Range<UInt64>]) {
    if let last = ranges.last, last.upperBound == range.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
    } else {
      ranges.append(range)
    }
  }
}

extension VerifyReport.ByteClass {
  /// Its place among all cases.
  fileprivate var place: Int {
    switch self {
    case .fileHeader: 0
    case .structureHeader: 1
    case .commitHeader: 2
    case .liveFrame: 3
    case .deadFrame: 4
    case .tombstone: 5
    case .controlFrame: 6
    case .padding: 7
    case .indexPage: 8
    case .fencePage: 9
    case .watermarks: 10
    case .fileList: 11
    case .lockNote: 12
    case .unused: 13
    case .damaged: 14
    }
  }
}

/// How far a long call has come, and whether its caller still wants it.
struct CareProgress {
  private let total: Double
  private var done: Double = 0
  private let report: ((Double) -> Bool)?

  init(total: UInt64, _ report: ((Double) -> Bool)?) {
    self.total = Double(max(total, 1))
    self.report = report
  }

  /// - Throws: `.cancelled` when the caller answers false.
  mutating func advance(_ byteCount: UInt64) throws(StoreError) {
    done += Double(byteCount)
    try tell(min(done / total, 1))
  }

  func finish() throws(StoreError) { try tell(1) }

  private func tell(_ share: Double) throws(StoreError) {
    guard let report, !report(share) else { return }
    throw StoreError(.cancelled, "the caller cancelled the call; the store is as it was")
  }
}
