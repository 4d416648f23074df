import Strandline

/// A whole segment, of the log or of a compaction.
///
/// The first byte: 1 makes the checksums right. The next two: how long the manifest says it is.
enum SegmentTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    var input = FuzzInput(bytes)
    let repairs = input.byte() & 1 != 0
    let promised = UInt64(input.u16())
    var image = Array(input.rest)
    if repairs { ChecksumRepair.repair(&image) }
    let file = FileID(exactly: image.count < 16 ? 0 : image.number(UInt32.self, at: 12)) ?? .first
    let seed =
      ChecksumRepair.seed(of: image)
      ?? FrameSeed(storeID: StoreID(high: 1, low: 2), fileID: file)
    if image.count >= 128 { try HeaderTarget.segmentHeader(image, seed) }
    let buffer = ByteBuffer(capacity: image.count)
    defer { extendLifetime(buffer) }
    buffer.append(image)
    let segment = SegmentBytes(buffer.bytes, seed: seed)
    let survey = TailSurvey(segment, durableByteCount: promised)
    try check(survey, segment)
    try walk(segment, end: survey.end, image, seed, file)
    try walk(segment, end: .max, image, seed, file)
    if let output = OutputCheck(segment, file: file), output.isWhole {
      try require(image.count % 8 == 0, "a whole output ends within a frame")
    }
  }

  private static func check(
    _ survey: TailSurvey, _ segment: SegmentBytes
  ) throws(FuzzFinding) {
    let start = SegmentHeader.firstCommitOffset
    try require(survey.lastCommitEnd <= survey.end, "the last commit ends behind the log")
    try require(survey.end <= max(start, segment.byteCount), "the log ends behind the file")
    try require(survey.lastCommitEnd >= start, "the log ends in its header")
    guard survey.lastCommitEnd > start else { return }
    // Its promises lie before it, and its numbers count.
    var offset = start
    var found: CommitCheck?
    while offset < survey.lastCommitEnd {
      if let commit = CommitCheck(segment, at: offset, limit: segment.byteCount) {
        found = commit
        offset = commit.end
      } else {
        offset += 8
      }
    }
    guard let found else { throw FuzzFinding("a commit ends where none is") }
    try require(found.end == survey.lastCommitEnd, "the last commit is another one")
    try require(
      found.sequenceMax <= survey.sequenceMax && found.revisionMax <= survey.revisionMax,
      "numbers that were given out do not count")
  }

  /// Every byte is a frame's or damage, and a frame that is intact is written as it stands.
  private static func walk(
    _ segment: SegmentBytes, end: UInt64, _ image: [UInt8], _ seed: FrameSeed, _ file: FileID
  ) throws(FuzzFinding) {
    var position = SegmentHeader.firstCommitOffset
    var walk = SegmentWalk(segment, end: end)
    while let step = walk.next() {
      switch step {
      case .damage(let range):
        try require(range.lowerBound == position && !range.isEmpty, "damage out of its place")
        position = range.upperBound
      case .frame(let frame, let body, let offset):
        try require(offset == position, "a frame out of its place")
        position += UInt64(frame.header.frameByteCount)
        guard body == .intact else { continue }
        let range = Int(offset)..<Int(position)
        try require(
          written(frame, seed, offset) == Array(image[range]), "a frame becomes another one")
        if let name = frame.name() {
          try require(
            name.byteCount == frame.header.nameByteCount, "a name of another length")
        }
        try PayloadTarget.name([UInt8](frame.nameBytes))
        if let kind = frame.header.kind {
          try PayloadTarget.payload([UInt8](frame.payload), kind, file)
        }
      }
    }
    let reached = max(SegmentHeader.firstCommitOffset, min(end, segment.byteCount))
    try require(position == reached, "the walk ends at \(position) and not at \(reached)")
  }

  private static func written(_ frame: FrameView, _ seed: FrameSeed, _ offset: UInt64) -> [UInt8] {
    let buffer = ByteBuffer(capacity: frame.header.frameByteCount)
    buffer.appendZeros(FrameHeader.byteCount)
    buffer.append(frame.nameBytes)
    buffer.append(frame.payload)
    buffer.alignToEight()
    frame.header.store(into: buffer, at: 0, seed: seed, fileOffset: offset)
    return buffer.array()
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    var seeds: [String: [UInt8]] = [:]
    for (name, suffix, store) in [
      ("clean", ".segment", "clean"), ("torn", ".segment", "torn"),
      ("legacy", ".segment", "legacy"), ("islands", ".segment", "islands"),
      ("output", ".segment.new", "mid-install"), ("cut-output", ".segment.new", "mid-compaction"),
    ] {
      let image = try FixtureFiles.last(suffix, of: store)
      seeds[name] = [1, 128, 0] + image
    }
    return seeds
  }
}
