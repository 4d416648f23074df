import Strandline

extension Verb {
  /// `strandline space`.
  static let space = Verb(
    name: "space", summary: "shows what each segment takes, and what a compaction would give back",
    operands: [.store], options: [.json],
    details: """
      Live bytes are the lengths of live records, rounded up by at most a sixteenth; the rest of a
      segment is dead, of which reclaimable is what a compaction drops at least. The prediction plays
      the compaction policy: what goes on beside the calls, `compact` and `purge`. Bytes written are
      the live ones; index entries that move come on top of them.
      """,
    example: "strandline space crypto.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let store = try InspectedStore(arguments.operands[0])
    let report = SpaceReport(account: try SpaceAccount(of: store))
    if arguments.has(.json) {
      for line in report.lines { try console.output.write(line) }
    } else {
      try console.output.write(report.text)
    }
    store.noteDamage(console)
    return .success
  }
}

/// An account of space, for people and as lines of JSON.
private struct SpaceReport {
  let account: SpaceAccount

  private static let goals: [(goal: CompactionPolicy.Goal, name: String)] = [
    (.thrift, "background"), (.space, "compact"), (.secrecy, "purge"),
  ]

  private static func name(_ row: SpaceAccount.Row) -> String {
    FileName(id: row.candidate.file, kind: .segment).text
  }

  private static func kind(_ row: SpaceAccount.Row) -> String {
    if row.isActive { return "active" }
    return row.candidate.copiedByteCount == nil ? "log" : "output"
  }

  var text: String {
    var segments = TextTable([
      ("segment", .left), ("kind", .left), ("bytes", .right), ("live", .right), ("dead", .right),
      ("reclaimable", .right), ("live share", .right),
    ])
    for row in account.rows {
      segments.add(
        [Self.name(row), Self.kind(row)]
          + [row.byteCount, row.live, row.dead, row.reclaimable].map { Quantity.bytes($0) }
          + ["\(row.liveShare / 10) %"])
    }
    func sum(_ part: (SpaceAccount.Row) -> UInt64) -> String {
      Quantity.bytes(account.rows.reduce(0) { $0 &+ part($1) })
    }
    segments.add([
      "all", "", sum(\.byteCount), sum(\.live), sum(\.dead), sum(\.reclaimable), "",
    ])
    var predictions = TextTable([
      ("predicted", .left), ("compactions", .right), ("segments", .right), ("read", .right),
      ("written", .right), ("given back", .right),
    ])
    for (goal, name) in Self.goals {
      let prediction = account.prediction(goal)
      predictions.add([
        name, Quantity.count(prediction.compactionCount), Quantity.count(prediction.sourceCount),
        Quantity.bytes(prediction.byteCountRead), Quantity.bytes(prediction.byteCountWritten),
        Quantity.bytes(prediction.byteCountReclaimed),
      ])
    }
    return """
      \(segments.text)
      index files  \(Quantity.bytes(account.indexByteCount))

      \(histogramText)
      \(predictions.text)
      """
  }

  private var histogramText: String {
    var table = TextTable([
      ("live share", .right), ("segments", .right), ("bytes", .right), ("", .left),
    ])
    let most = account.histogram.map(\.byteCount).max() ?? 0
    for (index, tenth) in account.histogram.enumerated() {
      let length = most == 0 ? 0 : Int(tenth.byteCount * 40 / most)
      let bar = String(repeating: "#", count: tenth.byteCount > 0 ? max(length, 1) : 0)
      table.add([
        "\(index * 10)…\(index * 10 + 10) %", Quantity.count(tenth.segmentCount),
        Quantity.bytes(tenth.byteCount), bar,
      ])
    }
    return table.text
  }

  var lines: [JSONOutput] {
    var lines = account.rows.map { row in
      JSONOutput.fields([
        "item": .text("segment"), "file": .text(Self.name(row)), "kind": .text(Self.kind(row)),
        "byte_count": .integer(row.byteCount), "live_byte_count": .integer(row.live),
        "dead_byte_count": .integer(row.dead),
        "reclaimable_byte_count": .integer(row.reclaimable),
        "damaged": .boolean(row.candidate.isBarred),
      ])
    }
    for (index, tenth) in account.histogram.enumerated() {
      lines.append(
        .fields([
          "item": .text("histogram"), "live_percent_from": .count(index * 10),
          "live_percent_to": .count(index * 10 + 10),
          "segment_count": .count(tenth.segmentCount), "byte_count": .integer(tenth.byteCount),
        ]))
    }
    for (goal, name) in Self.goals {
      let prediction = account.prediction(goal)
      lines.append(
        .fields([
          "item": .text("prediction"), "goal": .text(name),
          "compaction_count": .count(prediction.compactionCount),
          "segment_count": .count(prediction.sourceCount),
          "byte_count_read": .integer(prediction.byteCountRead),
          "byte_count_written": .integer(prediction.byteCountWritten),
          "byte_count_reclaimed": .integer(prediction.byteCountReclaimed),
        ]))
    }
    return lines
  }
}
