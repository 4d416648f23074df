import Strandline

/// Writes what `dump` shows of one segment alone.
struct DumpedSegment {
  private let file: InspectedFile
  private let standing: RecordStanding
  private let onlyLive: Bool
  private var identifiers: IdentifierPrinter
  /// Where the log leaves the file; nil where it does not go through it or that is not known.
  private let end: UInt64?
  private(set) var isDamaged = false

  init(
    _ file: InspectedFile, _ standing: RecordStanding, onlyLive: Bool,
    _ identifiers: IdentifierPrinter
  ) {
    self.file = file
    self.standing = standing
    self.onlyLive = onlyLive
    self.identifiers = identifiers
    end = file.fileID.flatMap { standing.end(of: $0) }
  }

  /// Whether a readable store does not go through the file: then it may be half written.
  private var isUnnamed: Bool { standing.loaded != nil && end == nil }

  mutating func run(_ console: Console) throws(ToolFailure) {
    let limit = end ?? file.byteCount
    if limit > file.byteCount { isDamaged = true }
    // A copy, because the closure must not take `self` while it is being changed.
    var dumped = self
    try SegmentStretches(file, end: end).forEach { (stretch, range) throws(ToolFailure) in
      guard range.lowerBound < limit || range.isEmpty else { return false }
      try dumped.show(stretch, range, console)
      return !console.output.isClosed
    }
    self = dumped
  }

  private mutating func show(
    _ stretch: SegmentStretches.Stretch, _ range: Range<UInt64>, _ console: Console
  ) throws(ToolFailure) {
    switch stretch {
    case .frame(let frame):
      let body = frame.checkBody()
      if body != .intact, !isUnnamed { isDamaged = true }
      let state = state(of: frame.header, at: range.lowerBound)
      guard !onlyLive || state == .live else { return }
      let line = FrameLine(frame, in: file.baseName, at: range.lowerBound, body, state)
      try console.output.write(line.json(&identifiers))
    case .damaged, .unused:
      if !isUnnamed { isDamaged = true }
      guard !onlyLive else { return }
      try console.output.write(FrameLine.gap(in: file.baseName, range))
    case .fileHeader(let header): noteHeader(header == nil, "file header", console)
    case .segmentHeader(let header): noteHeader(header == nil, "segment header", console)
    }
  }

  private mutating func noteHeader(_ isBad: Bool, _ name: String, _ console: Console) {
    guard isBad else { return }
    isDamaged = true
    console.note("the \(name) of \(file.path) is damaged")
  }

  private func state(of header: FrameHeader, at offset: UInt64) -> FrameState {
    guard standing.loaded != nil else { return .unknown }
    guard !isUnnamed else { return .unnamed }
    return switch standing.standing(of: header, in: file.fileID, at: offset) {
    case .live: .live
    case .dead, .behindEnd: .dead
    case .none: .control
    case .unknown: .unknown
    }
  }
}
