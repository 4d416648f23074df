import Strandline

extension Verb {
  /// `strandline export`.
  static let exportSessions = Verb(
    name: "export", summary: "writes the imported room keys as a JSON array",
    operands: [.store], options: [.json],
    details: """
      Writes what `import` reads: the array that a decrypted room-key export is; with --json the
      same entries without the array, one a line. The keys are not encrypted. Sessions that were not
      imported hold a payload that only their owner can read: they are left out and counted. Exits
      with 65 when the store is damaged in places, because sessions may be missing then.
      """,
    example: "strandline export crypto.strandline > keys.json", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let isArray = !arguments.has(.json)
    let (skipped, isDamaged) = try StoreAccess.streaming(arguments.operands[0], console) {
      (store) throws(ToolFailure) in
      let skipped = try writeEntries(of: store, isArray: isArray, console)
      return (skipped, !store.damageReport.findings.isEmpty)
    }
    // Where nobody reads any more the number is not that of the store.
    if skipped > 0, !console.output.isClosed {
      let verb = skipped == 1 ? "holds" : "hold"
      console.note(
        "left out \(Quantity.count(skipped, "session")) that \(verb) no imported room key")
    }
    return isDamaged ? .damage : .success
  }

  /// Writes the entries while they are read, and says how many sessions have none.
  private static func writeEntries(
    of store: SessionStore, isArray: Bool, _ console: Console
  ) throws(ToolFailure) -> Int {
    let total = try engine { () throws(StoreError) in try store.counts(for: nil).total }
    var sessions = try engine { () throws(StoreError) in try store.sessions() }
    var written = 0
    var skipped = 0
    if isArray { try console.output.write("[") }
    while !console.output.isClosed,
      let record = try engine({ () throws(StoreError) in try sessions.next() })
    {
      guard var entry = ExportEntry.json(record) else {
        skipped += 1
        continue
      }
      if isArray { entry.insert(contentsOf: Array(written == 0 ? "\n".utf8 : ",\n".utf8), at: 0) }
      if !isArray { entry.append(UInt8(ascii: "\n")) }
      try console.output.write(entry)
      written += 1
      // Between the entries on one terminal it would take away what stands there.
      if !console.output.isTerminal {
        console.progress("exporting", written + skipped, of: total)
      }
    }
    if isArray { try console.output.write("\n]\n") }
    return skipped
  }
}
