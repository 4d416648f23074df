/// The script for zsh, to be found as `_strandline` in a directory of `fpath`.
enum ZshCompletion {
  static var script: String {
    """
    #compdef strandline
    # zsh completion for strandline; made by `strandline completion zsh`
    _strandline() {
      local -a verbs
      verbs=(
    \(verbs)
      )
      if (( CURRENT == 2 )); then
        _describe 'verb' verbs
        return
      fi
      shift words
      (( CURRENT-- ))
      case $words[1] in
        help) _describe 'verb' verbs ;;
    \(cases)
      esac
    }
    compdef _strandline strandline

    """
  }

  private static var verbs: String {
    let help = "    " + CompletionWords.quoted("help:explains a verb")
    return
      ([help]
      + Verb.all.map { verb in
        "    " + CompletionWords.quoted("\(verb.name):\(escaped(verb.summary, [":"]))")
      }).joined(separator: "\n")
  }

  private static var cases: String {
    Verb.all.map { verb in
      let specifications =
        verb.operands.enumerated().map { operand($1, at: $0 + 1) }
        + CompletionWords.options(verb).map(option)
      return "    \(verb.name)) _arguments \(specifications.joined(separator: " ")) ;;"
    }.joined(separator: "\n")
  }

  private static func operand(_ operand: Verb.Operand, at position: Int) -> String {
    let place = operand.repeats ? "*" : operand.isOptional ? "\(position):" : "\(position)"
    let choices = CompletionWords.choices(operand)
    let action =
      CompletionWords.isPath(operand.name)
      ? "_files" : choices.isEmpty ? " " : "(\(choices.joined(separator: " ")))"
    return CompletionWords.quoted("\(place):\(escaped(operand.name, [":"])):\(action)")
  }

  private static func option(_ option: OptionRule) -> String {
    let summary = escaped(option.summary, ["[", "]", ":"])
    guard let value = option.value else {
      return CompletionWords.quoted("\(option.name)[\(summary)]")
    }
    let action = CompletionWords.isPath(value) ? "_files" : " "
    return CompletionWords.quoted("\(option.name)=[\(summary)]:\(value):\(action)")
  }

  private static func escaped(_ text: String, _ characters: Set<Character>) -> String {
    text.map { characters.contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }
}
