import Strandline

/// A frame of the log as a piece: header, name, payload field by field, padding.
struct FramePiece {
  private let frame: FrameView
  private let body: FrameView.Body
  private let source: PieceSource

  init(_ frame: FrameView, _ bytes: [UInt8], at offset: UInt64, reveals: Bool) {
    self.frame = frame
    body = frame.checkBody()
    source = PieceSource(bytes: bytes, offset: offset, reveals: reveals)
  }

  var piece: AnnotatedPiece {
    let header = frame.header
    var piece = AnnotatedPiece(
      "frame: \(header.kindWord)", source, isDamaged: body != .intact)
    piece.take(
      .frameHeader,
      notes: [
        "kind": header.kindWord, "header checksum": "good",
        "name checksum": body == .nameDamaged ? "bad" : "good",
        "payload checksum": body == .payloadDamaged ? "bad" : body == .intact ? "good" : "",
      ])
    takeName(&piece)
    takePayload(&piece)
    piece.takeRest("padding", isShown: body == .intact)
    return piece
  }

  private func takeName(_ piece: inout AnnotatedPiece) {
    let byteCount = frame.header.nameByteCount
    guard byteCount > 0 else { return }
    guard body != .nameDamaged, let name = frame.name() else {
      return piece.take("name", byteCount, isShown: false, "damaged")
    }
    // Lengths and the facts of a session; then the strings.
    piece.take(.frameName)
    let isEvidence = frame.header.kind == .acknowledge || frame.header.kind == .forget
    let isShown = isEvidence || source.reveals
    for (text, bytes) in zip(words, [name.first, name.second, name.third]) {
      let value =
        isShown
        ? String(validating: bytes, as: UTF8.self).map { Printable.quoting($0) } ?? ""
        : "shown with --reveal"
      piece.take(text, bytes.count, isShown: isShown, value)
    }
  }

  /// What the three strings of the name are.
  private var words: [String] {
    switch frame.header.kind {
    case .session, .sessionDeleted, .withheld, .withheldRemoved:
      ["room id", "session id", "sender key"]
    case .setting, .settingRemoved: ["setting name", "second", "third"]
    case .lease: ["lease name", "lease holder", "third"]
    case .acknowledge, .forget: ["version string", "public key", "third"]
    case .commit, .legacy, .reset, .clean, .replaces, .outputEnd, nil: ["first", "second", "third"]
    }
  }

  private func takePayload(_ piece: inout AnnotatedPiece) {
    let byteCount = frame.header.payloadByteCount
    guard byteCount > 0 else { return }
    guard let kind = frame.header.kind, body == .intact else {
      return piece.take("payload", byteCount, isShown: false, "not shown")
    }
    let end = piece.restCount - byteCount
    func repeatedly(_ layout: FieldLayout) {
      while piece.restCount - end >= layout.byteCount { piece.take(layout) }
    }
    switch kind {
    case .session, .setting, .withheld, .sessionDeleted, .settingRemoved, .withheldRemoved:
      piece.take("payload", byteCount, isShown: false, "never shown")
    case .commit: repeatedly(.commit)
    case .lease: repeatedly(.lease)
    case .acknowledge, .legacy: repeatedly(.range)
    case .clean: repeatedly(.incarnation)
    case .replaces: repeatedly(.replaces)
    case .outputEnd: repeatedly(.outputEnd)
    case .reset, .forget: piece.take("padding to its twin", byteCount, isShown: true)
    }
    if piece.restCount > end {
      piece.take("payload", piece.restCount - end, isShown: false, "not what has to be there")
    }
  }
}
