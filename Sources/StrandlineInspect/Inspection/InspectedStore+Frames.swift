import Strandline

/// One frame where it was found.
///
/// Valid until the next one is looked at.
struct InspectedFrame {
  let segment: InspectedStore.Segment
  let offset: UInt64
  let frame: FrameView
  let body: FrameView.Body

  var header: FrameHeader { frame.header }
}

/// What becomes of a frame when the store is read.
enum FrameState: String {
  /// The record that is served.
  case live
  /// A record that was replaced, deleted or moved.
  case dead
  /// A frame that is no record: it begins, ends, acknowledges.
  case control
  /// It lies in a file that the log does not go through.
  case unnamed
  /// Nothing tells what lives.
  case unknown
}

// Walking the log as it lies on the disk.
extension InspectedStore {
  enum Step {
    case frame(InspectedFrame)
    /// Bytes in which no frame could be found.
    case gap(Segment, Range<UInt64>)
  }

  /// Visits every frame of every segment, in the order of the log, until `body` answers false.
  func forEachFrame(
    _ body: (Step) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    guard let storeID else { return }
    for segment in segments {
      let pieces = SegmentPieces(
        segment.file, seed: FrameSeed(storeID: storeID, fileID: segment.id))
      let size = try engine { () throws(StoreError) in try segment.file.size() }
      let end = min(segment.end, size)
      var offset = SegmentHeader.firstCommitOffset
      while offset < end {
        let found = try engine { () throws(StoreError) in try pieces.frame(at: offset, end: end) }
        if let frame = found {
          let step = InspectedFrame(
            segment: segment, offset: offset, frame: frame, body: frame.checkBody())
          offset += UInt64(frame.header.frameByteCount)
          guard try body(.frame(step)) else { return }
        } else {
          let start = offset
          offset = try engine { () throws(StoreError) in
            try pieces.resynchronise(after: start, end: end)
          }
          guard try body(.gap(segment, start..<offset)) else { return }
        }
      }
    }
  }

  /// Bytes that `forEachFrame` goes through.
  var byteCountOfFrames: UInt64 { segments.reduce(0) { $0 &+ $1.end } }

  /// What a frame is worth.
  func state(of frame: InspectedFrame) throws(ToolFailure) -> FrameState {
    guard frame.segment.isNamed, view != nil else {
      return view == nil ? .unknown : .unnamed
    }
    guard let kind = frame.header.kind, kind.holdsRevision else { return .control }
    let place = try reading { (view) throws(StoreError) in
      try view.index.place(of: frame.header.revision.rawValue)
    }
    let isServed = place?.file == frame.segment.id && place?.offset == frame.offset
    return isServed ? .live : .dead
  }
}
