import Strandline

extension Verb {
  /// `strandline diff`.
  static let diff = Verb(
    name: "diff", summary: "compares two stores: sessions, contents, evidence of each version",
    operands: [
      Operand(name: "FIRST", summary: "a store's directory"),
      Operand(name: "SECOND", summary: "another store's directory"),
    ],
    options: [.reveal, .json],
    details: """
      Payloads are compared by length and checksum. Evidence is compared for sessions that both hold.
      Settings and withheld information are not compared. Exits with 0 whether they differ or not,
      and with 65 when a damaged session could not be compared.
      """,
    example: "strandline diff crypto.strandline copy.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let (first, second) = (
      try InspectedStore(arguments.operands[0]), try InspectedStore(arguments.operands[1])
    )
    var identifiers = IdentifierPrinter(reveals: arguments.has(.reveal))
    let isJSON = arguments.has(.json)
    var table = TextTable([("difference", .left), ("room", .left), ("session", .left)])
    var comparison = try StoreComparison(first, second)
    try comparison.run(console) { (difference, key) throws(ToolFailure) in
      if isJSON {
        try console.output.write(
          JSONOutput.fields([
            "item": .text("difference"), "difference": .text(difference.rawValue),
            "room": identifiers.room(key), "session": identifiers.session(key),
          ]))
      } else {
        table.add([
          Self.words(difference), identifiers.roomText(key), identifiers.sessionText(key),
        ])
      }
      return !console.output.isClosed
    }
    if isJSON {
      for line in lines(comparison) { try console.output.write(line) }
    } else {
      let differences = comparison.counts.isEmpty ? "" : table.text + "\n"
      try console.output.write(differences + text(comparison))
    }
    first.noteDamage(console)
    second.noteDamage(console)
    let isWhole = comparison.unreadableCount == 0 && comparison.counts[.notCompared] == nil
    return isWhole ? .success : .damage
  }

  private static func words(_ difference: StoreComparison.Difference) -> String {
    switch difference {
    case .onlyInFirst: "only in the first"
    case .onlyInSecond: "only in the second"
    case .content: "other contents"
    case .notCompared: "damaged"
    }
  }

  private static func text(_ comparison: StoreComparison) -> String {
    var text = ""
    if !comparison.evidence.isEmpty {
      var table = TextTable([
        ("backup", .left), ("held in both", .right), ("first only", .right),
        ("second only", .right),
      ])
      for evidence in comparison.evidence {
        table.add([
          Printable.quoting(evidence.version.version), Quantity.count(evidence.both),
          Quantity.count(evidence.onlyFirst), Quantity.count(evidence.onlySecond),
        ])
      }
      text += table.text + "\n"
    }
    func count(_ difference: StoreComparison.Difference) -> String {
      Quantity.count(comparison.counts[difference] ?? 0)
    }
    return text + """
      the same       \(Quantity.count(comparison.sameCount))
      other content  \(count(.content))
      first only     \(count(.onlyInFirst))
      second only    \(count(.onlyInSecond))
      damaged        \(Quantity.count(damaged(comparison)))
      \(comparison.isSame ? "no difference was found" : "the stores differ")

      """
  }

  private static func damaged(_ comparison: StoreComparison) -> Int {
    (comparison.counts[.notCompared] ?? 0) + comparison.unreadableCount
  }

  private static func lines(_ comparison: StoreComparison) -> [JSONOutput] {
    let evidence = comparison.evidence.map { evidence in
      JSONOutput.fields([
        "item": .text("evidence"), "backup": .backup(evidence.version),
        "known_in_first": .boolean(evidence.isKnown.first),
        "known_in_second": .boolean(evidence.isKnown.second),
        "held_in_both": .count(evidence.both), "first_only": .count(evidence.onlyFirst),
        "second_only": .count(evidence.onlySecond),
      ])
    }
    return evidence + [
      .fields([
        "item": .text("summary"), "same": .boolean(comparison.isSame),
        "same_sessions": .count(comparison.sameCount),
        "other_content": .count(comparison.counts[.content] ?? 0),
        "first_only": .count(comparison.counts[.onlyInFirst] ?? 0),
        "second_only": .count(comparison.counts[.onlyInSecond] ?? 0),
        "damaged": .count(damaged(comparison)),
      ])
    ]
  }
}
