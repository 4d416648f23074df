import Strandline

extension Verb {
  /// `strandline doctor`.
  static let doctor = Verb(
    name: "doctor", summary: "says what opening a store does, what is lost, and what to do next",
    operands: [.store], options: [.json],
    details: """
      Names the rows of the tables in Formats/recovery.md that apply, after a check of every byte.
      Changes nothing. Exits with 65 when something is damaged, 69 when the store is too new.
      """,
    example: "strandline doctor crypto.strandline", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let diagnosis = try Diagnosis(arguments.operands[0], console)
    if arguments.has(.json) {
      for line in diagnosis.json { try console.output.write(line) }
    } else {
      try console.output.write(diagnosis.text)
    }
    return diagnosis.exitCode
  }
}

extension Diagnosis {
  fileprivate var text: String {
    var text = ""
    for row in rows {
      text += "\(row.table): \(row.found)\n  \(row.done)\n"
    }
    text += "\nlost: " + (losses.isEmpty ? "nothing" : losses.joined(separator: "; ")) + "\n"
    text += "next: \(advice)\n"
    if let command { text += "  \(Printable.escaping(command))\n" }
    return text
  }

  fileprivate var json: [JSONOutput] {
    let shown = rows.map { row in
      JSONOutput.fields([
        "line": .text("row"), "table": .text(row.table), "found": .text(row.found),
        "done": .text(row.done),
      ])
    }
    let next = JSONOutput.fields([
      "line": .text("diagnosis"), "losses": .array(losses.map { .text($0) }),
      "advice": .text(advice), "command": command.map { .text($0) } ?? .null,
    ])
    return shown + [next]
  }
}
