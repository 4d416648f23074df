import Strandline

// Manifests and watermarks.
extension FileAnatomy {
  /// The longest of either that is looked at; a store's are far shorter.
  private static let byteCountMax = 1 << 28

  func forEachOfManifest(
    _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    let whole = try source(0, Self.byteCountMax)
    let isGood = unsafe whole.bytes.withUnsafeBytes {
      unsafe (try? ManifestSnapshot(decoding: $0)) != nil
    }
    var head = AnnotatedPiece("file header and body", whole, isDamaged: !isGood)
    takeFileHeader(&head)
    let count = head.number(4, behind: 56)
    head.take(.manifestBody)
    guard try visit(head) else { return }
    var offset = head.position
    var index: UInt64 = 0
    let entryByteCount = ManifestSnapshot.Entry.byteCount
    while index < count, whole.bytes.count - offset >= entryByteCount + 8 {
      var piece = part("entry \(index)", whole, offset, entryByteCount)
      var notes: [String: String] = [:]
      if let id = FileID(exactly: UInt32(piece.number(4))),
        let kind = FileHeader.Kind(rawValue: UInt16(piece.number(2, behind: 4)))
      {
        notes["kind"] = FileName(id: id, kind: kind).text
      }
      piece.take(.manifestEntry, notes: notes)
      guard try visit(piece) else { return }
      offset += entryByteCount
      index += 1
    }
    guard whole.bytes.count > offset else { return }
    var end = part("end", whole, offset, whole.bytes.count - offset)
    end.take("checksum", 4, isShown: true, isGood ? "good" : "bad, or a field is")
    end.takeRest("zeros", isShown: isGood)
    _ = try visit(end)
  }

  func forEachOfWatermarks(
    _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    let whole = try source(0, Self.byteCountMax)
    var isGood = false
    if let storeID = file.storeID, let id = file.fileID {
      isGood = unsafe whole.bytes.withUnsafeBytes {
        unsafe (try? WatermarksSnapshot(decoding: $0, storeID: storeID, fileID: id)) != nil
      }
    }
    var walk = WatermarksWalk(whole, isDamaged: !isGood)
    var head = walk.next(
      "file header and header", FileHeader.byteCount + WatermarksSnapshot.headerByteCount)
    takeFileHeader(&head)
    let counts = [48, 56, 52].map { Int(head.number(4, behind: $0)) }
    head.take(.watermarksHeader)
    guard try visit(head) else { return }
    for title in ["live sessions", "live neighbours", "legacy-covered sessions"] {
      guard try walk.set(title, visit) else { return }
    }
    for index in 0..<counts[1] {
      guard try walk.version(index, visit) else { return }
    }
    guard try walk.items("nameless revisions", counts[0], visit) else { return }
    guard try walk.liveBytes(counts[2], visit) else { return }
    _ = try walk.end(isGood: isGood, visit)
  }

  private func part(
    _ title: String, _ whole: PieceSource, _ offset: Int, _ count: Int
  ) -> AnnotatedPiece {
    AnnotatedPiece(
      title,
      PieceSource(
        bytes: Array(whole.bytes[offset..<offset + count]), offset: UInt64(offset),
        reveals: reveals))
  }
}
