import Strandline

/// A segment as a block along the axis: from the first to the last revision of its records.
struct SegmentBlock {
  let name: String
  let isOutput: Bool
  let byteCount: UInt64
  let liveByteCount: UInt64
  private(set) var first: UInt64?
  private(set) var last: UInt64 = 0
  private(set) var recordCount = 0
  private(set) var liveRecordCount = 0
  private(set) var damagedCount = 0
  /// Blocks that overlap lie below one another.
  private(set) var lane = 0

  var liveShare: Double {
    byteCount == 0 ? 0 : min(1, Double(liveByteCount) / Double(byteCount))
  }

  /// The blocks of all segments that the log goes through, in its order.
  static func blocks(
    of store: InspectedStore, _ console: Console
  ) throws(ToolFailure) -> [SegmentBlock] {
    let view = try store.served()
    let named = store.segments.filter(\.isNamed)
    let outputs = Set(
      (store.loaded?.manifest?.entries ?? []).filter(\.isOutput).map(\.name.id))
    var blocks = named.map { segment in
      SegmentBlock(
        name: segment.name, isOutput: outputs.contains(segment.id), byteCount: segment.end,
        liveByteCount: min(view.index.liveBytes[segment.id], segment.end))
    }
    let positions = Dictionary(
      uniqueKeysWithValues: named.enumerated().map { ($1.name, $0) })
    let total = Double(max(store.byteCountOfFrames, 1))
    var done = 0.0
    try store.forEachFrame { (step) throws(ToolFailure) in
      switch step {
      case .frame(let frame):
        done += Double(frame.header.frameByteCount)
        console.progress("reading the log", share: done / total)
        guard let position = positions[frame.segment.name] else { return true }
        let state = try store.state(of: frame)
        blocks[position].add(frame, isLive: state == .live)
      case .gap(let segment, _):
        if let position = positions[segment.name] { blocks[position].damagedCount += 1 }
      }
      return true
    }
    console.endProgress()
    arrange(&blocks)
    return blocks
  }

  private mutating func add(_ frame: InspectedFrame, isLive: Bool) {
    if frame.body != .intact { damagedCount += 1 }
    guard frame.header.kind?.holdsRevision == true else { return }
    let revision = frame.header.revision.rawValue
    first = min(first ?? revision, revision)
    last = max(last, revision)
    recordCount += 1
    if isLive { liveRecordCount += 1 }
  }

  private static func arrange(_ blocks: inout [SegmentBlock]) {
    var ends: [UInt64] = []
    for index in blocks.indices {
      guard let first = blocks[index].first else { continue }
      let lane = ends.firstIndex { $0 < first } ?? ends.count
      if lane == ends.count { ends.append(0) }
      ends[lane] = blocks[index].last
      blocks[index].lane = lane
    }
  }
}
