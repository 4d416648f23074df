import Strandline

extension OptionRule {
  static let scrubRate = OptionRule(
    name: "--bytes-per-second", value: "N", summary: "reads no faster than that")
  static let scrubResume = OptionRule(
    name: "--resume", value: "FILE",
    summary: "remembers in FILE how far it has come, and goes on from there")
  static let scrubBytes = OptionRule(
    name: "--bytes", value: "N", summary: "stops after about so many bytes")
}

extension Verb {
  /// `strandline scrub`.
  static let scrub = Verb(
    name: "scrub",
    summary: "reads every byte of a store at a gentle rate, and checks each checksum",
    operands: [.storeOrAnyFile], options: [.scrubRate, .scrubResume, .scrubBytes, .json],
    details: """
      Meant to be run now and then beside a live store, so that rot is met while there is a backup.
      The state is written outside the store, of a file alone outside its directory, every second
      and at the end; when the last file is done the next run begins anew. `strandline check`
      compares the files with one another, too.
      Of a file alone, of whatever kind, no other is checked, and the state is good for it only.
      Exits with 65 when damage was met since the scrub began.
      """,
    example: "strandline scrub crypto.strandline --bytes-per-second 1000000 --resume scrub.state",
    writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let path = arguments.operands[0]
    let rate =
      arguments.value(.scrubRate) == nil
      ? nil : try arguments.integer(.scrubRate, in: 1...Int.max, default: 1)
    let byteCountMax = try arguments.integer(.scrubBytes, in: 1...Int.max, default: .max)
    let state = arguments.value(.scrubResume)
    let isFile = InspectedFile.isMeant(by: path)
    let directory = isFile ? StoreFiles.directory(of: path) : StoreFiles.trimmed(path)
    guard state.map({ StoreFiles.directory(of: $0) != directory }) ?? true else {
      throw .usage(
        "the state of a scrub does not belong \(isFile ? "beside the file" : "into the store")")
    }
    let byteRate = rate.map { UInt64($0) }
    let most = UInt64(byteCountMax)
    var scrub =
      isFile
      ? try Scrub(alone: path, rate: byteRate, byteCountMax: most, statePath: state)
      : try Scrub(path, rate: byteRate, byteCountMax: most, statePath: state)
    try scrub.run(console)
    console.endProgress()
    if arguments.has(.json) {
      for line in scrub.json { try console.output.write(line) }
    } else {
      try console.output.write(scrub.text)
    }
    return scrub.position.findingCount == 0 && scrub.missing.isEmpty ? .success : .damage
  }
}

extension Scrub {
  fileprivate var text: String {
    var text = missing.map { "\($0) is missing: the manifest names it\n" }.joined()
    if !findings.isEmpty {
      var table = TextTable([("damaged", .left), ("bytes", .right)])
      for finding in findings {
        table.add([Printable.escaping(finding.place), Quantity.count(finding.byteCount)])
      }
      text += "\(table.text)\n"
    }
    text += "\(Quantity.bytes(position.byteCount)) read, \(Quantity.bytes(byteCount)) of them now; "
    text +=
      position.findingCount == 0
      ? "no damage" : "\(Quantity.count(Int(clamping: position.findingCount), "damaged place"))"
    return text + (isFinished ? "; every file is done\n" : "; stopped in \(position.file)\n")
  }

  fileprivate var json: [JSONOutput] {
    missing.map { name in
      .fields(["line": .text("missing file"), "file": .text(name)])
    }
      + findings.map { finding in
        .fields([
          "line": .text("finding"), "place": .text(finding.place),
          "byte_count": .integer(finding.byteCount),
        ])
      } + [
        .fields([
          "line": .text("scrub"), "finished": .boolean(isFinished), "file": .text(position.file),
          "offset": .integer(position.offset), "byte_count": .integer(position.byteCount),
          "byte_count_now": .integer(byteCount), "finding_count": .integer(position.findingCount),
        ])
      ]
  }
}
