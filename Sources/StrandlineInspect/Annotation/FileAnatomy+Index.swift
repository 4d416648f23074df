import Strandline

// Runs and maps: pages of 4,096 bytes.
extension FileAnatomy {
  func forEachPage(
    from start: UInt64, _ visit: (AnnotatedPiece) throws(ToolFailure) -> Bool
  ) throws(ToolFailure) {
    let pageByteCount = UInt64(IndexPage.byteCount)
    let header = try indexHeader()
    var offset = start / pageByteCount * pageByteCount
    while offset < file.byteCount {
      let source = try source(offset, IndexPage.byteCount)
      let piece = offset == 0 ? headerPage(source, header) : page(source, header)
      guard try visit(piece) else { return }
      offset += pageByteCount
    }
  }

  /// What the header page says; nil when it is damaged.
  func indexHeader() throws(ToolFailure) -> IndexFileAudit.Header? {
    guard let storeID = file.storeID, let id = file.fileID, let kind = file.kind else { return nil }
    let audit = IndexFileAudit(
      name: FileName(id: id, kind: kind), file: file.file, storeID: storeID)
    return try engine { () throws(StoreError) in try audit.header() }
  }

  private func headerPage(
    _ source: PieceSource, _ header: IndexFileAudit.Header?
  ) -> AnnotatedPiece {
    var piece = AnnotatedPiece("header page", source, isDamaged: header == nil)
    takeFileHeader(&piece)
    var notes = ["checksum": header == nil ? "bad, or another page field is" : "good"]
    if case .run(let run)? = header { notes["family"] = run.family.word }
    piece.take(file.kind == .run ? .runHeader : .mapHeader, notes: notes)
    piece.takeRest("zeros", isShown: false, "not shown")
    return piece
  }

  private func page(
    _ source: PieceSource, _ header: IndexFileAudit.Header?
  ) -> AnnotatedPiece {
    let verified = file.seed.flatMap { seed in
      unsafe source.bytes.withUnsafeBytes {
        unsafe PageHeader(verifying: $0, seed: seed, fileOffset: source.offset)
      }
    }
    guard let verified else {
      var piece = AnnotatedPiece("page", source, isDamaged: true)
      piece.take(.page, notes: ["checksum": "bad"])
      piece.takeRest("entries", isShown: false, "not shown: the page is damaged")
      return piece
    }
    let number = source.offset / UInt64(IndexPage.byteCount)
    var piece = AnnotatedPiece("page \(number): \(verified.kind.word)", source)
    piece.take(.page, notes: ["checksum": "good", "kind": verified.kind.word])
    for index in 0..<verified.count { takeItem(&piece, verified.kind, index, number, header) }
    piece.takeRest("zeros", isShown: false, "not shown")
    return piece
  }

  private func takeItem(
    _ piece: inout AnnotatedPiece, _ kind: IndexPage.Kind, _ index: Int, _ page: UInt64,
    _ header: IndexFileAudit.Header?
  ) {
    switch kind {
    case .keyEntries, .roomEntries, .senderEntries:
      let low = piece.number(8, behind: 8)
      let revision = kind == .keyEntries ? low >> 16 : low >> 1 & (1 << 47 - 1)
      piece.take(.hashEntry, notes: ["low": "revision \(revision)"], prefix: "\(index) ")
    case .placeEntries:
      let revision = piece.number(8)
      piece.take("\(index) high", 8, isShown: true, "revision \(revision)")
      piece.take("\(index) low", 8, isShown: true, Place(rawValue: piece.number(8)).word)
    case .fences:
      let isHash = if case .run(let run)? = header { run.family != .places } else { true }
      piece.take(
        "\(index) fence", 8, isShown: !isHash || reveals,
        isHash ? (reveals ? "" : "shown with --reveal") : "revision \(piece.number(8))")
    case .places:
      let first = if case .map(let map)? = header { map.first } else { UInt64(0) }
      let revision = first &+ (page - 1) * UInt64(IndexPage.valueCountMax) &+ UInt64(index)
      piece.take(
        "revision \(revision)", 8, isShown: true, Place(rawValue: piece.number(8)).word)
    }
  }
}

extension Place {
  /// The place in words: file, offset, and how much to read.
  var word: String {
    guard rawValue != 0 else { return "no place" }
    guard let file else { return "no file has this id" }
    return "\(FileName(id: file, kind: .segment).text):\(offset), \(byteCountMax) bytes at most"
  }
}

extension RunFamily {
  var word: String {
    switch self {
    case .key: "key"
    case .room: "room"
    case .sender: "sender"
    case .places: "places"
    }
  }
}

extension IndexPage.Kind {
  var word: String {
    switch self {
    case .keyEntries: "key entries"
    case .roomEntries: "room entries"
    case .senderEntries: "sender entries"
    case .placeEntries: "place entries"
    case .fences: "fences"
    case .places: "places"
    }
  }
}
