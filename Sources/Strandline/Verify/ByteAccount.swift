/// Puts every byte of a file into one class, from the first to the last.
struct ByteAccount {
  private(set) var file: VerifyReport.File
  /// Bytes before are accounted for.
  private(set) var offset: UInt64 = 0

  init(_ name: String, byteCount: UInt64) {
    file = VerifyReport.File(name: name, byteCount: byteCount)
  }

  /// The next `byteCount` bytes, as far as the file has them.
  mutating func add(_ byteClass: VerifyReport.ByteClass, _ byteCount: UInt64) {
    let count = min(byteCount, file.byteCount - offset)
    guard count > 0 else { return }
    file.byteCounts[byteClass, default: 0] += count
    let range = offset..<offset + count
    offset += count
    switch byteClass {
    case .damaged: Self.append(range, to: &file.damaged)
    case .unused: Self.append(range, to: &file.unused)
    case .fileHeader, .structureHeader, .commitHeader, .liveFrame, .deadFrame, .tombstone,
      .controlFrame, .padding, .indexPage, .fencePage, .watermarks, .fileList, .lockNote:
      break
    }
  }

  /// All that is left.
  mutating func addRest(_ byteClass: VerifyReport.ByteClass) {
    add(byteClass, file.byteCount - offset)
  }

  private static func append(_ range: Range<UInt64>, to ranges: inout [Range<UInt64>]) {
    if let last = ranges.last, last.upperBound == range.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
    } else {
      ranges.append(range)
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
