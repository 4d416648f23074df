import Strandline

extension OptionRule {
  static let dumpLive = OptionRule(
    name: "--live", value: nil, summary: "leaves out all but the records that are served")
}

extension Verb {
  /// `strandline dump`.
  static let dump = Verb(
    name: "dump", summary: "writes every frame of the log as a line of JSON",
    operands: [.storeOrSegment], options: [.dumpLive, .reveal, .json],
    details: """
      In the order of the log, dead records and control frames included, files that the log does not
      go through last. Payloads are not shown. A place where no frame can be read is a line of its
      own, and 65 says that there was one, a damaged record or a file that is missing. Of a segment
      alone what lives is asked of the store around it, and is unknown where there is none. The
      lines are the same with --json and without.
      """,
    example: "strandline dump crypto.strandline --live --reveal", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let path = arguments.operands[0]
    if InspectedFile.isMeant(by: path) { return try segment(path, arguments, console) }
    let store = try InspectedStore(path)
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    let onlyLive = arguments.has(.dumpLive)
    if onlyLive { _ = try store.served() }
    var isDamaged = store.loaded.map { !$0.report.isEmpty } ?? true
    try store.forEachFrame { (step) throws(ToolFailure) in
      switch step {
      case .frame(let frame):
        // What the log does not go through may be half written.
        isDamaged = isDamaged || (frame.segment.isNamed && frame.body != .intact)
        let state = try store.state(of: frame)
        guard !onlyLive || state == .live else { break }
        try console.output.write(FrameLine(frame, state).json(&identifiers))
      case .gap(let segment, let range):
        // Behind a file that is being written there are zeros.
        isDamaged = isDamaged || segment.isNamed
        guard !onlyLive else { break }
        try console.output.write(FrameLine.gap(in: segment.name, range))
      }
      return !console.output.isClosed
    }
    store.noteDamage(console)
    return isDamaged ? .damage : .success
  }

  private static func segment(
    _ path: String, _ arguments: Arguments, _ console: Console
  ) throws(ToolFailure) -> ExitCode {
    let (file, standing) = try InspectedFile.segmentAlone(path)
    let onlyLive = arguments.has(.dumpLive)
    guard !onlyLive || standing.loaded != nil else {
      throw .usage("--live is for a store: around \(path) none can be read")
    }
    var dumped = DumpedSegment(
      file, standing, onlyLive: onlyLive, IdentifierPrinter(reveals: arguments.has(.reveal)))
    try dumped.run(console)
    return dumped.isDamaged ? .damage : .success
  }
}
