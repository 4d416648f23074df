/// The script for bash.
enum BashCompletion {
  static var script: String {
    """
    # bash completion for strandline; made by `strandline completion bash`
    _strandline() {
      local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
      local verb="${COMP_WORDS[1]}" words=""
      COMPREPLY=()
      if [ "$COMP_CWORD" -eq 1 ]; then
        words="\((CompletionWords.verbs + CompletionWords.others).joined(separator: " "))"
        COMPREPLY=($(compgen -W "$words" -- "$current"))
        return
      fi
      case "$verb $previous" in
    \(values)
      esac
      case "$verb" in
    \(verbs)
      esac
      if [ "${current:0:1}" != "-" ] && [ "$verb" != help ] && [ "$verb" != completion ]; then
        compopt -o default 2> /dev/null
        return
      fi
      COMPREPLY=($(compgen -W "$words" -- "$current"))
    }
    complete -F _strandline strandline

    """
  }

  /// Behind an option that takes a value come files, or what only the user knows.
  private static var values: String {
    var lines: [String] = []
    for verb in Verb.all {
      for option in verb.options {
        guard let value = option.value else { continue }
        let action = CompletionWords.isPath(value) ? "compopt -o default 2> /dev/null; " : ""
        lines.append("    \"\(verb.name) \(option.name)\") \(action)return ;;")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static var verbs: String {
    let help = "    help) words=\"\(CompletionWords.verbs.joined(separator: " "))\" ;;"
    let others = Verb.all.map { verb in
      let choices = verb.operands.flatMap { CompletionWords.choices($0) }
      let words = choices + CompletionWords.options(verb).map(\.name)
      return "    \(verb.name)) words=\"\(words.joined(separator: " "))\" ;;"
    }
    return ([help] + others).joined(separator: "\n")
  }
}
