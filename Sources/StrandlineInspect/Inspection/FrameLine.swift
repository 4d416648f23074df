import Strandline

/// What is shown of one frame: everything but a payload.
struct FrameLine {
  let file: String
  let offset: UInt64
  let header: FrameHeader
  let body: FrameView.Body
  let state: FrameState
  /// Nil where the frame has none or it cannot be read.
  let name: FrameName?
  /// The revisions that an acknowledgement or a legacy frame covers, where they can be read.
  let ranges: RevisionRanges?

  init(_ frame: InspectedFrame, _ state: FrameState) {
    self.init(frame.frame, in: frame.segment.name, at: frame.offset, frame.body, state)
  }

  init(
    _ frame: FrameView, in file: String, at offset: UInt64, _ body: FrameView.Body,
    _ state: FrameState
  ) {
    self.file = file
    self.offset = offset
    header = frame.header
    self.body = body
    self.state = state
    name = frame.name()
    let holdsRanges = frame.header.kind == .acknowledge || frame.header.kind == .legacy
    guard holdsRanges, body == .intact else {
      ranges = nil
      return
    }
    ranges = try? unsafe RevisionRanges(decoding: frame.payload)
  }

  var kindText: String { header.kind.map { "\($0)" } ?? "unknown" }

  /// How far the frame's body can be trusted.
  var bodyText: String {
    switch body {
    case .intact: "intact"
    case .payloadDamaged: "payloadDamaged"
    case .nameDamaged: "nameDamaged"
    }
  }

  /// The key of a session or of withheld information.
  var key: SessionKey? {
    switch header.kind?.nameDomain {
    case .session, .withheld: name?.key
    default: nil
    }
  }

  func json(_ identifiers: inout IdentifierPrinter) -> JSONOutput {
    var fields = [
      JSONOutput.Field(name: "item", value: .text("frame")),
      .init(name: "file", value: .text(file)), .init(name: "offset", value: .integer(offset)),
      .init(name: "byte_count", value: .count(header.frameByteCount)),
      .init(name: "kind", value: .text(kindText)),
      .init(name: "state", value: .text(state.rawValue)),
      .init(name: "body", value: .text(bodyText)),
      .init(name: "sequence", value: .integer(header.sequence.rawValue)),
      .init(name: "revision", value: .integer(header.revision.rawValue)),
      .init(name: "payload_byte_count", value: .count(header.payloadByteCount)),
    ]
    if let key {
      fields.append(.init(name: "room", value: identifiers.room(key)))
      fields.append(.init(name: "session", value: identifiers.session(key)))
    }
    fields += details(&identifiers)
    return .object(fields)
  }

  /// The line of bytes in which no frame could be found.
  static func gap(in file: String, _ range: Range<UInt64>) -> JSONOutput {
    .fields([
      "item": .text("gap"), "file": .text(file), "offset": .integer(range.lowerBound),
      "byte_count": .count(range.count),
    ])
  }

  private func details(_ identifiers: inout IdentifierPrinter) -> [JSONOutput.Field] {
    guard let kind = header.kind, let name else {
      return ranges.map { [Self.field($0)] } ?? []
    }
    switch kind {
    case .session:
      return [
        .init(name: "first_known_index", value: .integer(UInt64(name.firstKnownIndex))),
        .init(name: "sender_key", value: identifiers.sender(name.third)),
        .init(name: "sender_data_kind", value: .integer(UInt64(name.senderDataKind))),
      ]
    case .setting, .settingRemoved, .lease:
      return [.init(name: "name", value: identifiers.name(name.first))]
    case .acknowledge, .forget:
      let version = name.version.map { JSONOutput.backup($0) } ?? .null
      return [.init(name: "backup", value: version)] + (ranges.map { [Self.field($0)] } ?? [])
    case .commit, .sessionDeleted, .withheld, .withheldRemoved, .legacy, .reset, .clean,
      .replaces, .outputEnd:
      return ranges.map { [Self.field($0)] } ?? []
    }
  }

  private static func field(_ ranges: RevisionRanges) -> JSONOutput.Field {
    .init(
      name: "ranges",
      value: .array(
        ranges.ranges.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) }))
  }
}
