import Strandline

extension OptionRule {
  static let dumpLive = OptionRule(
    name: "--live", value: nil, summary: "leaves out all but the records that are served")
}

extension Verb {
  /// `strandline dump`.
  static let dump = Verb(
    name: "dump", summary: "writes every frame of the log as a line of JSON",
    operands: [.store], options: [.dumpLive, .reveal, .json],
    details: """
      In the order of the log, dead records and control frames included, files that the log does not
      go through last. Payloads are not shown. A place where no frame can be read is a line of its
      own, and 65 says that there was one, a damaged record or a file that is missing. The lines are the same with --json
      and without.
      """,
    example: "strandline dump crypto.strandline --live --reveal", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let store = try InspectedStore(arguments.operands[0])
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
        try console.output.write(gap(segment, range))
      }
      return !console.output.isClosed
    }
    store.noteDamage(console)
    return isDamaged ? .damage : .success
  }

  private static func gap(
    _ segment: InspectedStore.Segment, _ range: Range<UInt64>
  ) -> JSONOutput {
    .fields([
      "item": .text("gap"), "file": .text(segment.name), "offset": .integer(range.lowerBound),
      "byte_count": .count(range.count),
    ])
  }
}
