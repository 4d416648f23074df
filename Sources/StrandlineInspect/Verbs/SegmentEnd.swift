import Strandline

/// Where the log leaves a segment, and what it promised of it.
struct SegmentEnd {
  let offset: UInt64
  /// Everything before was promised to be durable.
  let durableEnd: UInt64
  let byteCount: UInt64
  /// What a search for the end found; nil for a sealed segment.
  let survey: TailSurvey?

  init(_ segment: LoadedSegment) {
    offset = segment.end
    durableEnd = segment.durableEnd
    byteCount = segment.byteCount
    survey = segment.survey
  }

  /// What the store around a file says, or else what the file by itself tells.
  static func of(
    _ file: InspectedFile, _ standing: RecordStanding
  ) throws(ToolFailure) -> SegmentEnd {
    let segment = standing.loaded?.chain.first { $0.file.id == file.fileID }
    if let segment { return SegmentEnd(segment) }
    return try SegmentEnd(surveying: file)
  }

  private init(surveying file: InspectedFile) throws(ToolFailure) {
    let stretches = try SegmentStretches(file, end: nil)
    byteCount = file.byteCount
    let header = try stretches.segmentHeader()
    let seed = try file.neededSeed()
    let bytes = try file.whole()
    let survey = unsafe bytes.withUnsafeBytes {
      unsafe TailSurvey(SegmentBytes($0, seed: seed), durableByteCount: 0)
    }
    // A compaction's output holds no commits, and is whole when it gets its name. Without a header
    // and without a commit it may be one.
    guard header?.isOutput == false || survey.end > SegmentHeader.firstCommitOffset else {
      offset = byteCount & ~7
      durableEnd = offset
      self.survey = nil
      return
    }
    // A file that was cut may end between frames, or before its first.
    offset = min(survey.end & ~7, byteCount)
    durableEnd = min(survey.promisedThrough, offset)
    self.survey = survey
  }

  /// Bytes of the file that are not part of the log.
  var byteCountBehind: UInt64 { byteCount - min(offset, byteCount) }

  /// Whether promised bytes are missing from the file's end.
  private var isShortened: Bool { max(offset, survey?.promisedThrough ?? 0) > byteCount }

  /// Whether what the log has of the file is not as it was written; where a store around it does not
  /// go through it only its headers are looked at, because it may be half written.
  func isDamaged(
    _ file: InspectedFile, _ standing: RecordStanding
  ) throws(ToolFailure) -> Bool {
    guard !isShortened else { return true }
    let end = min(offset, standing.end(of: file) ?? offset)
    return try !ScrubUnits(file, end: end).forEach(from: 0) { (range, isGood) in
      isGood || range.lowerBound >= max(end, SegmentHeader.firstCommitOffset)
    }
  }
}
