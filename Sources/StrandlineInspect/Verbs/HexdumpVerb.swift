import Strandline

extension Verb {
  /// `strandline hexdump`.
  static let hexdump = Verb(
    name: "hexdump", summary: "shows a file's bytes with the names of their fields",
    operands: [
      Operand(
        name: "FILE[:OFFSET]",
        summary: "a file of a store, whole; or the one structure in it that holds OFFSET")
    ],
    options: [.reveal, .json],
    details: """
      Works on segments, maps, runs, watermarks, manifests and LOCK; the fields are those of the
      pages in Formats/. Payloads are never shown, nor are bytes that cannot be told from one; ids
      and what is derived from them only with --reveal. Exits with 65 when a checksum fails.
      """,
    example: "strandline hexdump crypto.strandline/00000001.segment:0", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let place = FilePlace(arguments.operands[0])
    let (file, standing) = try InspectedFile.alone(place.path)
    if let offset = place.offset, offset >= file.byteCount {
      throw .usage("\(place.path) has \(file.byteCount) bytes")
    }
    let anatomy = FileAnatomy(
      file: file, logEnd: standing.end(of: file), reveals: arguments.has(.reveal))
    var isDamaged = false
    try anatomy.forEach(from: place.offset ?? 0, isSingle: place.offset != nil) {
      (piece) throws(ToolFailure) in
      if piece.isDamaged { isDamaged = true }
      if arguments.has(.json) {
        for field in piece.fields { try console.output.write(piece.json(field, in: file)) }
      } else {
        try console.output.write(piece.text(in: file))
      }
      return !console.output.isClosed
    }
    return isDamaged ? .damage : .success
  }
}

extension AnnotatedPiece {
  private static let bytesPerLine = 16

  /// The piece as lines: a title with its place, then offset, bytes, field and value.
  func text(in file: InspectedFile) -> String {
    var text = "\(FilePlace.printable(file.path, offset))  \(title)"
    text += isDamaged ? "  (damaged)\n" : "\n"
    let width = fields.map(\.name.count).max() ?? 0
    for field in fields { text += lines(field, width) }
    return text + "\n"
  }

  private func lines(_ field: Field, _ width: Int) -> String {
    let column = 3 * Self.bytesPerLine
    let name = field.name + String(repeating: " ", count: width - field.name.count)
    guard let bytes = field.bytes else {
      let count = "\(Quantity.count(field.byteCount)) bytes"
      return Self.line(field.offset, count, column, name, field.value)
    }
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: Self.bytesPerLine) {
      let part = bytes[start..<min(start + Self.bytesPerLine, bytes.count)]
      text += Self.line(
        field.offset + UInt64(start), Self.hex(part), column, start == 0 ? name : "",
        start == 0 ? field.value : "")
    }
    return text
  }

  private static func line(
    _ offset: UInt64, _ bytes: String, _ column: Int, _ name: String, _ value: String
  ) -> String {
    let digits = String(offset)
    var line = String(repeating: " ", count: max(0, 10 - digits.count)) + digits + "  " + bytes
    line += String(repeating: " ", count: max(0, column - bytes.count)) + "  " + name
    if !value.isEmpty { line += "  " + value }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }

  private static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  func json(_ field: Field, in file: InspectedFile) -> JSONOutput {
    .fields([
      "place": .text(file.place(field.offset)), "offset": .integer(field.offset),
      "byte_count": .integer(field.byteCount), "structure": .text(title),
      "field": .text(field.name),
      "hex": field.bytes.map {
        .text(Self.hex($0).replacing(" ", with: ""))
      } ?? .null,
      "value": field.value.isEmpty ? .null : .text(field.value), "damaged": .boolean(isDamaged),
    ])
  }
}
