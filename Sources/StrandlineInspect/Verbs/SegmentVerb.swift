import Strandline

extension OptionRule {
  static let segmentLayout = OptionRule(
    name: "--layout", value: nil,
    summary: "also shows headers, damaged and unused bytes: every byte of the file")
}

extension Verb {
  /// `strandline segment`.
  static let segment = Verb(
    name: "segment", summary: "shows the frames of a segment, one a line",
    operands: [
      Operand(name: "STORE-OR-FILE", summary: "the store's directory, or the segment's file alone"),
      Operand(
        name: "ID", summary: "which segment of the store: its number as `segments` shows it",
        isOptional: true),
    ],
    options: [.segmentLayout, .reveal, .json],
    details: """
      Whether a record lives is asked of the store around the file; where that cannot be read it is
      unknown. Bytes in which no frame can be found are shown with their place, and the exit code
      is 65 when there are some before the end of the log, or when a checksum fails.
      """,
    example: "strandline segment crypto.strandline 00000001 --layout", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let (file, standing) = try InspectedFile.segment(arguments.operands)
    var listing = SegmentListing(
      file, standing, showsLayout: arguments.has(.segmentLayout), isJSON: arguments.has(.json),
      IdentifierPrinter(reveals: arguments.has(.reveal)))
    try listing.run(console)
    return listing.isDamaged ? .damage : .success
  }
}

extension InspectedFile {
  /// The segment that a store and an id name, or a path alone.
  fileprivate static func segment(
    _ operands: [String]
  ) throws(ToolFailure) -> (file: InspectedFile, standing: RecordStanding) {
    guard operands.count > 1 else {
      guard PathState.names(in: operands[0]) == nil else {
        throw .usage("ID is missing", hint: "`strandline segments` lists them")
      }
      return try segmentAlone(operands[0])
    }
    guard let id = FileID(text: operands[1]) else {
      throw .usage("ID is the number of a segment, eight hexadecimal digits at most")
    }
    let files = try StoreFiles(operands[0])
    guard let file = try files.file(FileName(id: id, kind: .segment)) else {
      throw ToolFailure(
        .missing, "there is no segment \(id.text) in \(files.path)",
        hint: "`strandline segments` lists them")
    }
    return (file, RecordStanding(files))
  }
}
