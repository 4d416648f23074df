/// The script for fish.
enum FishCompletion {
  static var script: String {
    var lines = [
      "# fish completion for strandline; made by `strandline completion fish`",
      "complete -c strandline -f",
      line("__fish_use_subcommand", "-a help -d 'explains a verb'"),
      line(seen("help"), "-a '\(CompletionWords.verbs.joined(separator: " "))'"),
    ]
    for verb in Verb.all {
      let summary = quoted(verb.summary)
      lines.append(line("__fish_use_subcommand", "-a \(verb.name) -d \(summary)"))
      lines += arguments(verb)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func arguments(_ verb: Verb) -> [String] {
    var lines: [String] = []
    if verb.operands.contains(where: { CompletionWords.isPath($0.name) }) {
      lines.append(line(seen(verb.name), "-F"))
    }
    let choices = verb.operands.flatMap { CompletionWords.choices($0) }
    if !choices.isEmpty {
      lines.append(line(seen(verb.name), "-a '\(choices.joined(separator: " "))'"))
    }
    for option in CompletionWords.options(verb) {
      let takes = option.value.map { CompletionWords.isPath($0) ? " -r -F" : " -x" } ?? ""
      lines.append(
        line(
          seen(verb.name),
          "-l \(option.name.dropFirst(2))\(takes) -d \(quoted(option.summary))"))
    }
    return lines
  }

  private static func line(_ condition: String, _ rest: String) -> String {
    "complete -c strandline -n '\(condition)' \(rest)"
  }

  private static func seen(_ verb: String) -> String { "__fish_seen_subcommand_from \(verb)" }

  /// Between apostrophes fish knows a backslash.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
