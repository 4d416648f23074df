import Strandline

/// Takes a file apart, structure by structure, from the file alone.
struct FileAnatomy {
  let file: InspectedFile
  /// Where the log leaves a segment, so that what stands behind it is no damage; nil where that is
  /// not known.
  let logEnd: UInt64?
  let reveals: Bool

  /// Visits the structures in order until `body` answers false, from the one that holds the byte
  /// at `start` on; with `isSingle` that one alone.
  func forEach(
    from start: UInt64, isSingle: Bool, _ body: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    func visit(_ piece: AnnotatedPiece) throws(ToolFailure) -> Bool {
      guard start < piece.offset + piece.byteCount else { return true }
      return try body(piece) && !isSingle
    }
    if file.isLock { return try forEachOfLock(visit) }
    guard file.byteCount > 0 else {
      _ = try body(.hidden("empty file", 0..<0, isDamaged: true))
      return
    }
    switch file.kind {
    case .segment: try forEachOfSegment(visit)
    case .run, .map: try forEachPage(from: start, visit)
    case .manifest: try forEachOfManifest(visit)
    case .watermarks: try forEachOfWatermarks(visit)
    case nil:
      throw ToolFailure(.missing, "\(file.path) is not a file of a store")
    }
  }

  func source(_ offset: UInt64, _ count: Int) throws(ToolFailure) -> PieceSource {
    PieceSource(
      bytes: try file.bytes(at: offset, count: count), offset: offset, reveals: reveals)
  }

  /// The 64 bytes that every file begins with.
  func takeFileHeader(_ piece: inout AnnotatedPiece) {
    let header = file.header
    let kind = header.map { "\($0.kind)" }
    let bad = header == nil ? "bad" : "good"
    var notes = ["checksum": bad]
    if let kind { notes["kind"] = kind }
    if let header { notes["file id"] = header.fileID.text }
    piece.take(.fileHeader, notes: notes)
  }

  private func forEachOfLock(
    _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    let source = try source(0, LockNote.byteCount)
    let isGood = unsafe source.bytes.withUnsafeBytes {
      unsafe (try? LockNote(decoding: $0)) != nil
    }
    var piece = AnnotatedPiece("lock note", source, isDamaged: !isGood && !source.bytes.isEmpty)
    piece.take(.lock, notes: ["checksum": isGood ? "good" : "bad"])
    guard try visit(piece) else { return }
    let end = UInt64(LockNote.byteCount)
    guard file.byteCount > end else { return }
    _ = try visit(.hidden("unused", end..<file.byteCount, isDamaged: false))
  }

  private func forEachOfSegment(
    _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    guard file.seed != nil else {
      guard try visit(fileHeaderPiece()) else { return }
      let rest = min(UInt64(FileHeader.byteCount), file.byteCount)..<file.byteCount
      _ = try visit(.hidden("no store is known to check this against", rest, isDamaged: true))
      return
    }
    let stretches = try SegmentStretches(file, end: logEnd)
    try stretches.forEach { (stretch, range) throws(ToolFailure) in
      switch stretch {
      case .fileHeader: return try visit(fileHeaderPiece())
      case .segmentHeader(let header):
        var piece = AnnotatedPiece(
          "segment header", try source(range.lowerBound, range.count), isDamaged: header == nil)
        piece.take(.segmentHeader, notes: ["checksum": header == nil ? "bad" : "good"])
        return try visit(piece)
      case .frame(let frame):
        let bytes = try file.bytes(at: range.lowerBound, count: range.count)
        return try visit(
          FramePiece(frame, bytes, at: range.lowerBound, reveals: reveals).piece)
      case .damaged: return try visit(.hidden("no frame", range, isDamaged: true))
      case .unused: return try visit(.hidden("no frame", range, isDamaged: false))
      }
    }
  }

  private func fileHeaderPiece() throws(ToolFailure) -> AnnotatedPiece {
    var piece = AnnotatedPiece(
      "file header", try source(0, FileHeader.byteCount), isDamaged: file.header == nil)
    takeFileHeader(&piece)
    return piece
  }
}
