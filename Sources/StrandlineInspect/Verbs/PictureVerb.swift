import Strandline

extension OptionRule {
  static let pictureOutput = OptionRule(
    name: "--output", value: "FILE", summary: "the page to be written, a new file; - is stdout")
}

extension Verb {
  /// `strandline picture`.
  static let picture = Verb(
    name: "picture", summary: "draws the axis of revisions as one HTML page",
    operands: [.store], options: [.pictureOutput.required, .json],
    details: """
      Segments are blocks, the darker the more of them lives; above them lies what each backup
      version holds, with its watermark. Point at a block or a line to see its figures. The page needs
      no other file and no network, and shows no ids of rooms or sessions.
      """,
    example: "strandline picture crypto.strandline --output axis.html", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    guard let output = arguments.value(.pictureOutput), !output.isEmpty else {
      throw .usage("--output is empty")
    }
    let isPiped = output == "-"
    guard !isPiped || !arguments.has(.json) else {
      throw .usage("--json and --output - both want standard output")
    }
    let store = try InspectedStore(arguments.operands[0])
    let picture = try AxisPicture(of: store, console)
    let page = Array(picture.html.utf8)
    if isPiped { try console.output.write(page) } else { try NewFile.write(page, to: output) }
    store.noteDamage(console)
    guard !isPiped else { return .success }
    if arguments.has(.json) {
      try console.output.write(
        JSONOutput.fields([
          "output": .text(output), "byte_count": .count(page.count),
          "segment_count": .count(picture.segmentCount),
          "backup_count": .count(picture.backupCount),
        ]))
      return .success
    }
    try console.output.write(
      "\(Printable.escaping(output)): \(Quantity.bytes(UInt64(page.count)))\n")
    return .success
  }
}

/// A file that a verb writes.
enum NewFile {
  /// Writes a file that must not exist yet.
  static func write(_ bytes: [UInt8], to path: String) throws(ToolFailure) {
    let fileSystem = Environment.system().fileSystem
    do {
      let file = try fileSystem.create(path)
      defer { file.close() }
      let buffer = ByteBuffer(capacity: bytes.count)
      defer { extendLifetime(buffer) }
      buffer.append(bytes)
      try unsafe file.writeFully(buffer.bytes, at: 0)
    } catch {
      let reason = error.systemErrorNumber.map { SystemText.error($0) } ?? error.message
      throw ToolFailure(
        error.code == .noSpace ? .inputOutput : .cannotCreate, "cannot create \(path): \(reason)",
        hint: "it has to be a new file, in a directory that is there")
    }
  }
}
