import Strandline

/// What `record` shows of one frame.
struct InspectedRecord {
  let frame: ShownFrame
  /// The place of the record that counts for the revision, where there is one and it is known.
  let counted: String?

  init(
    _ file: InspectedFile, _ standing: RecordStanding, at offset: UInt64
  ) throws(ToolFailure) {
    let pieces = SegmentPieces(file.file, seed: try file.neededSeed())
    let found = try engine { () throws(StoreError) in
      try pieces.frame(at: offset, end: file.byteCount)
    }
    guard let found else {
      throw ToolFailure(
        .damage, "no frame begins at \(file.place(offset))",
        hint: "`strandline segment \(file.path) --layout` lists where they begin")
    }
    let directory = StoreFiles.directory(of: file.path)
    let state = standing.standing(of: found.header, in: file.fileID, at: offset)
    frame = ShownFrame(found, in: file.path, at: offset, state)
    let revision = found.header.revision.rawValue
    // Of other kinds the header's revision is none of theirs.
    let isRecord = found.header.kind.map { $0.holdsRevision || $0.isTombstone } ?? false
    let place = isRecord ? standing.loaded?.place(of: revision) : nil
    counted = place.flatMap { place in
      place.file.map {
        let name = FileName(id: $0, kind: .segment).text
        return FilePlace.text("\(directory)/\(name)", place.offset)
      }
    }
  }

  private var facts: [(title: String, name: String, value: UInt64)] {
    let header = frame.header
    return [
      ("sequence", "sequence", header.sequence.rawValue),
      ("revision", "revision", header.revision.rawValue),
      ("flags", "flags", UInt64(header.flags)),
      ("name length", "name_byte_count", UInt64(header.nameByteCount)),
      ("payload length", "payload_byte_count", UInt64(header.payloadByteCount)),
      ("frame length", "byte_count", UInt64(header.frameByteCount)),
    ]
  }

  func text(_ identifiers: inout IdentifierPrinter) -> String {
    var rows: [(String, String)] = [
      ("place", FilePlace.printable(frame.path, frame.offset)), ("kind", frame.header.kindWord),
    ]
    rows += facts.map { ($0.title, String($0.value)) }
    let isNamed = frame.header.nameByteCount > 0
    if isNamed {
      let what = frame.what(&identifiers)
      rows.append(("name", frame.name == nil ? "damaged" : what))
    }
    if frame.header.kind == .session, let name = frame.name {
      rows.append(("first known index", String(name.firstKnownIndex)))
      rows.append(("sender key", identifiers.senderText(name.third)))
      rows.append(("sender data kind", String(name.senderDataKind)))
    }
    rows.append(("body", frame.body.word))
    rows.append(("state", frame.standing.rawValue))
    rows.append(("counts", counted.map { Printable.escaping($0) } ?? "none"))
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { title, value in
      title + String(repeating: " ", count: width - title.count + 2) + value + "\n"
    }.joined()
  }

  func json(_ identifiers: inout IdentifierPrinter) -> JSONOutput {
    let session = frame.header.kind == .session ? frame.name : nil
    var fields = frame.fields(&identifiers)
    let known = Set(fields.map(\.name))
    for fact in facts where !known.contains(fact.name) {
      fields.append(.init(name: fact.name, value: .integer(fact.value)))
    }
    fields += [
      .init(
        name: "first_known_index",
        value: session.map { .integer(UInt64($0.firstKnownIndex)) } ?? .null),
      .init(name: "sender_key", value: session.map { identifiers.sender($0.third) } ?? .null),
      .init(
        name: "sender_data_kind",
        value: session.map { .integer(UInt64($0.senderDataKind)) } ?? .null),
      .init(name: "counted_place", value: counted.map { .text($0) } ?? .null),
    ]
    return .object(fields)
  }
}

extension LoadedStore {
  /// Where the record of a live revision lies; nil where nothing lives or an index page is damaged.
  func place(of revision: UInt64) -> Place? {
    do { return try index.place(of: revision) } catch { return nil }
  }
}
