/// The help pages, made from the verb table.
package enum HelpText {
  /// The page of the whole program.
  package static var overview: String {
    let width = Verb.all.map(\.name.count).max() ?? 0
    var text = "strandline: makes, fills and looks into Strandline stores\n\n"
    text += "Usage: strandline VERB [ARGUMENTS] [OPTIONS]\n"
    text += "       strandline help VERB | --help | --version\n\nVerbs:\n"
    for verb in Verb.all {
      text += "  \(padded(verb.name, width))  \(verb.summary)\(verb.writes ? " (writes)" : "")\n"
    }
    text += "\nVerbs that do not write take no lock and work while another process writes.\n"
    text += "Room ids, session ids and sender keys are shown only with --reveal.\n"
    text += "`--` ends the options.\n\nExit codes:\n"
    for code in ExitCode.allCases {
      text += "  \(padded(String(code.rawValue), 2))  \(code.meaning)\n"
    }
    return text
  }

  /// The page of one verb.
  package static func page(for verb: Verb) -> String {
    var text = "strandline \(verb.name): \(verb.summary)\n\nUsage: \(verb.usage)\n"
    let rows = verb.operands.map { ($0.name, $0.summary) }
    let options = (verb.options + [.help]).map { ($0.label, $0.summary) }
    let width = (rows + options).map(\.0.count).max() ?? 0
    if !rows.isEmpty { text += "\n" + lines(rows, width) }
    text += "\nOptions:\n" + lines(options, width)
    if let details = verb.details { text += "\n\(details)\n" }
    text +=
      verb.writes
      ? "\nWrites: no other writer may have the store open.\n"
      : "\nReads only: takes no lock and works while another process writes.\n"
    text += "\nExample:\n  \(verb.example)\n"
    return text
  }

  private static func lines(_ rows: [(String, String)], _ width: Int) -> String {
    rows.map { "  \(padded($0.0, width))  \($0.1)\n" }.joined()
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
