/// The manual page, made from the verb table.
enum ManualPage {
  static var text: String {
    var page = """
      .TH STRANDLINE 1 "\(Tool.versionDate)" "strandline \(Tool.version)" "User Commands"
      .SH NAME
      strandline \\- makes, fills and looks into Strandline stores
      .SH SYNOPSIS
      .B strandline
      .I VERB
      .RI [ ARGUMENTS ]
      .RI [ OPTIONS ]
      .br
      .B strandline help
      .RI [ VERB ]
      .SH DESCRIPTION
      \(escaped(Self.description))
      .SH VERBS

      """
    for verb in Verb.all { page += section(verb) }
    page += ".SH EXIT STATUS\n"
    for code in ExitCode.allCases {
      page += ".TP\n.B \(code.rawValue)\n\(escaped(code.meaning))\n"
    }
    return page
  }

  private static let description = """
    Data goes to standard output, everything else to standard error. With --json every line is one
    JSON object. Verbs that do not write take no lock and work while another process writes. Room ids,
    session ids and sender keys are shown only with --reveal. Two dashes end the options.
    """

  private static func section(_ verb: Verb) -> String {
    var text = ".SS \"\(escaped(verb.name))\"\n\(escaped(verb.summary))"
    text += verb.writes ? " (writes).\n" : ".\n"
    text += ".PP\n.nh\n\(escaped(verb.usage))\n.hy\n"
    for operand in verb.operands {
      text += ".TP\n.I \(escaped(operand.name))\n\(escaped(operand.summary))\n"
    }
    for option in verb.options + [.help] {
      text += ".TP\n.B \"\(escaped(option.label))\"\n\(escaped(option.summary))\n"
    }
    if let details = verb.details { text += ".PP\n\(escaped(details))\n" }
    return text + ".PP\nExample:\n.PP\n.nf\n\(escaped(verb.example))\n.fi\n"
  }

  /// The text as troff prints it to the letter: no line of it is a request, no dash a hyphen.
  private static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var result = line.first == "." || line.first == "'" ? "\\&" : ""
      for scalar in line.unicodeScalars {
        switch scalar {
        case "\\": result += "\\e"
        case "-": result += "\\-"
        case "'": result += "\\(aq"
        case "\"": result += "\\(dq"
        case "`": result += "\\(ga"
        default:
          if scalar.isASCII {
            result.unicodeScalars.append(scalar)
          } else {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            result +=
              "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
          }
        }
      }
      return result
    }.joined(separator: "\n")
  }
}
