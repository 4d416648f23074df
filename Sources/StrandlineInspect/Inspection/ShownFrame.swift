import Strandline

/// One frame as `segment`, `record`, `tail` and `follow` show it: all about it but its payload.
struct ShownFrame {
  let path: String
  let offset: UInt64
  let header: FrameHeader
  let body: FrameView.Body
  let standing: RecordStanding.Standing
  let name: FrameName?

  init(_ frame: FrameView, in path: String, at offset: UInt64, _ standing: RecordStanding.Standing)
  {
    self.path = path
    self.offset = offset
    header = frame.header
    body = frame.checkBody()
    self.standing = standing
    name = frame.name()
  }

  /// Whether a checksum failed.
  var isDamaged: Bool { body != .intact }

  var standingText: String { standing == .none ? "" : standing.rawValue }

  /// The cells of a table's row: place, kind, sequence, revision, bytes, standing, what.
  func cells(_ identifiers: inout IdentifierPrinter) -> [String] {
    [
      FilePlace.printable(path, offset), header.kindWord, String(header.sequence.rawValue),
      header.revision.rawValue == 0 ? "" : String(header.revision.rawValue),
      String(header.frameByteCount), isDamaged ? body.word : standingText, what(&identifiers),
    ]
  }

  static let columns: [(title: String, side: TextTable.Side)] = [
    ("place", .left), ("kind", .left), ("sequence", .right), ("revision", .right),
    ("bytes", .right), ("state", .left), ("what", .left),
  ]

  /// What the name says, ids redacted unless they are to be shown.
  func what(_ identifiers: inout IdentifierPrinter) -> String {
    guard let name, let kind = header.kind else { return "" }
    if kind.namesSession {
      return "\(identifiers.roomText(name.key)) \(identifiers.sessionText(name.key))"
    }
    switch kind {
    case .acknowledge, .forget: return name.version.map { Printable.quoting($0.version) } ?? ""
    case .setting, .settingRemoved, .lease:
      guard identifiers.reveals else { return "\(name.first.count) B" }
      return Printable.quoting(String(decoding: name.first, as: UTF8.self))
    case .commit, .session, .sessionDeleted, .withheld, .withheldRemoved, .legacy, .reset, .clean,
      .replaces, .outputEnd:
      return ""
    }
  }

  func fields(_ identifiers: inout IdentifierPrinter) -> [JSONOutput.Field] {
    let key = header.kind?.namesSession == true ? name?.key : nil
    let isEvidence = header.kind == .acknowledge || header.kind == .forget
    let version = isEvidence ? name?.version : nil
    return [
      .init(name: "place", value: .text(FilePlace.text(path, offset))),
      .init(name: "offset", value: .integer(offset)),
      .init(name: "kind", value: .text(header.kindWord)),
      .init(name: "sequence", value: .integer(header.sequence.rawValue)),
      .init(name: "revision", value: .integer(header.revision.rawValue)),
      .init(name: "byte_count", value: .count(header.frameByteCount)),
      .init(name: "body", value: .text(body.word)),
      .init(name: "state", value: .text(standing.rawValue)),
      .init(name: "room", value: key.map { identifiers.room($0) } ?? .null),
      .init(name: "session", value: key.map { identifiers.session($0) } ?? .null),
      .init(name: "backup", value: version.map { .backup($0) } ?? .null),
    ]
  }

  func json(_ identifiers: inout IdentifierPrinter) -> JSONOutput {
    .object(fields(&identifiers))
  }
}
