import Strandline

extension OptionRule {
  static let checkQuick = OptionRule(
    name: "--quick", value: nil, summary: "headers, lengths, fences, watermarks and counts only")
  static let checkFull = OptionRule(
    name: "--full", value: nil, summary: "every byte of every file; so it is without --quick, too")
}

extension Verb {
  /// `strandline check`.
  static let check = Verb(
    name: "check", summary: "checks a store's files and accounts for every byte of them",
    operands: [.storeOrAnyFile], options: [.checkQuick, .checkFull, .reveal, .json],
    details: """
      A row for each file says what its bytes are there for; in a full check they add up to its
      size. Then come the damaged places, each of which `strandline record` and
      `strandline hexdump` take, and a verdict. Of a file alone every checksum in it is checked, and
      no other file is asked. Exits with 65 when damage was found.
      """,
    example: "strandline check crypto.strandline --full", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    guard !(arguments.has(.checkQuick) && arguments.has(.checkFull)) else {
      throw .usage("--quick and --full exclude each other")
    }
    let path = arguments.operands[0]
    if InspectedFile.isMeant(by: path) { return try file(path, arguments, console) }
    let depth: VerifyDepth = arguments.has(.checkQuick) ? .quick : .full
    let checked = try StoreAccess.reading(path, console, notesDamage: false) {
      (store) throws(StoreError) in
      try CheckedStore(store, at: path, depth, console)
    }
    console.endProgress()
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    if arguments.has(.json) {
      for line in checked.json(&identifiers) where !console.output.isClosed {
        try console.output.write(line)
      }
    } else {
      try console.output.write(checked.text(&identifiers))
    }
    guard checked.isAccounted else {
      throw ToolFailure(.bug, "the classes of bytes do not add up to the files' sizes")
    }
    return checked.isClean ? .success : .damage
  }

  private static func file(
    _ path: String, _ arguments: Arguments, _ console: Console
  ) throws(ToolFailure) -> ExitCode {
    guard !arguments.has(.checkQuick) else {
      throw .usage("--quick is for a store: a file alone is checked whole")
    }
    let (file, standing) = try InspectedFile.alone(path)
    let checked = try CheckedFile(file, standing)
    if arguments.has(.json) {
      for line in checked.json { try console.output.write(line) }
    } else {
      try console.output.write(checked.text)
    }
    return checked.isClean ? .success : .damage
  }
}
