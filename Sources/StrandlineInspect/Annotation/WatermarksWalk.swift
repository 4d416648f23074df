import Strandline

/// Goes through a watermarks file from section to section, each as long as the one before says, and
/// ends where the bytes do.
struct WatermarksWalk {
  private let whole: PieceSource
  private let isDamaged: Bool
  private var offset = 0

  /// The end of the sections: the checksum stands behind it.
  private var limit: Int {
    max(0, whole.bytes.count - WatermarksSnapshot.trailerByteCount)
  }

  init(_ whole: PieceSource, isDamaged: Bool) {
    self.whole = whole
    self.isDamaged = isDamaged
  }

  /// The next bytes as a piece without fields yet.
  mutating func next(_ title: String, _ count: Int) -> AnnotatedPiece {
    let end = min(whole.bytes.count, offset + min(max(0, count), whole.bytes.count))
    defer { offset = end }
    return AnnotatedPiece(
      title,
      PieceSource(
        bytes: Array(whole.bytes[offset..<end]), offset: UInt64(offset), reveals: whole.reveals),
      isDamaged: isDamaged)
  }

  private func number(_ byteCount: Int, at distance: Int) -> Int {
    let start = min(offset + distance, whole.bytes.count)
    return Int(PieceSource.number(whole.bytes[start...].prefix(byteCount)))
  }

  private static func aligned(_ count: Int) -> Int { (count + 7) & ~7 }

  /// A set: its header, then a piece for each chunk.
  mutating func set(
    _ title: String, _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    guard offset < limit else { return false }
    let chunkCount = number(4, at: 0)
    var piece = next("set: \(title)", ChunkForm.setHeaderByteCount)
    piece.take(.set)
    guard try visit(piece) else { return false }
    var chunk = 0
    while chunk < chunkCount, offset < limit {
      guard try visit(self.chunk(title)) else { return false }
      chunk += 1
    }
    return true
  }

  private mutating func chunk(_ title: String) -> AnnotatedPiece {
    let form = ChunkForm(rawValue: UInt8(number(1, at: 4)))
    let rangeCount = number(2, at: 6)
    let first = UInt64(number(4, at: 0)) * RevisionSet.chunkBitCount
    let body: Int =
      switch form {
      case .full, nil: 0
      case .ranges: Self.aligned(rangeCount * ChunkForm.rangeByteCount)
      case .bitmap: ChunkForm.bitmapByteCount
      }
    var piece = next("chunk: \(title)", ChunkForm.headerByteCount + body)
    let words: [ChunkForm: String] = [.full: "full", .ranges: "ranges", .bitmap: "bitmap"]
    piece.take(.chunk, notes: form.flatMap { words[$0] }.map { ["form": $0] } ?? [:])
    if form == .ranges {
      for _ in 0..<rangeCount where piece.restCount >= ChunkForm.rangeByteCount {
        let lower = first + piece.number(2)
        let upper = first + piece.number(2, behind: 2)
        piece.take(.chunkRange, notes: ["first": "revision \(lower)", "last": "revision \(upper)"])
      }
    }
    piece.takeRest(form == .bitmap ? "bitmap" : "padding", isShown: form != .bitmap)
    return piece
  }

  /// A version, and the set of its islands.
  mutating func version(
    _ index: Int, _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    guard offset < limit else { return false }
    let textCount = number(1, at: 44)
    let keyCount = number(1, at: 45)
    let names = textCount + keyCount
    var piece = next(
      "version \(index)", Self.aligned(WatermarksSnapshot.versionByteCount + names))
    piece.take(.version)
    piece.take("version string", textCount, isShown: true)
    piece.take("public key", keyCount, isShown: true)
    piece.takeRest("padding", isShown: true)
    guard try visit(piece) else { return false }
    return try set("islands of version \(index)", visit)
  }

  mutating func items(
    _ title: String, _ count: Int, _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    guard count > 0 else { return true }
    guard offset < limit else { return false }
    var piece = next(title, min(count * 8, limit - offset))
    while piece.restCount >= 8 { piece.take("revision", 8, isShown: true, "\(piece.number(8))") }
    return try visit(piece)
  }

  mutating func liveBytes(
    _ count: Int, _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    let byteCount = WatermarksSnapshot.fileBytesByteCount
    for index in 0..<count {
      guard offset + byteCount <= limit else { return false }
      var piece = next("live bytes \(index)", byteCount)
      piece.take(.liveBytes)
      guard try visit(piece) else { return false }
    }
    return true
  }

  mutating func end(
    isGood: Bool, _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) -> Bool {
    if offset < limit {
      guard try visit(.hidden("rest", UInt64(offset)..<UInt64(limit), isDamaged: true)) else {
        return false
      }
      offset = limit
    }
    var piece = next("end", whole.bytes.count - offset)
    guard piece.restCount > 0 else { return true }
    piece.take("checksum", 4, isShown: true, isGood ? "good" : "bad, or a field is")
    piece.takeRest("zeros", isShown: isGood)
    return try visit(piece)
  }
}
