import Strandline

extension Verb {
  /// `strandline record`.
  static let record = Verb(
    name: "record", summary: "shows the frame at a place of a segment",
    operands: [
      Operand(name: "FILE:OFFSET", summary: "a place as other verbs print it")
    ],
    options: [.reveal, .json],
    details: """
      The header's fields, how far the frame can be trusted, whether it counts, and where the record
      lies that counts for the same revision. Exits with 65 when no frame begins there or a checksum
      fails.
      """,
    example: "strandline record crypto.strandline/00000001.segment:184", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let place = FilePlace(arguments.operands[0])
    guard let offset = place.offset else {
      throw .usage("OFFSET is missing", hint: "a place is written FILE:OFFSET")
    }
    let (file, standing) = try InspectedFile.alone(place.path)
    guard file.kind == .segment else {
      throw .usage(
        "\(place.path) is not a segment", hint: "`strandline hexdump` takes a place in any file")
    }
    guard offset < file.byteCount else {
      throw .usage("\(place.path) has \(file.byteCount) bytes")
    }
    let record = try InspectedRecord(file, standing, at: offset)
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    if arguments.has(.json) {
      try console.output.write(record.json(&identifiers))
    } else {
      try console.output.write(record.text(&identifiers))
    }
    return record.frame.isDamaged ? .damage : .success
  }
}
