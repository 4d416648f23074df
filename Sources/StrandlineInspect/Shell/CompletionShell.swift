/// The shells that a completion script is made for.
enum CompletionShell: String, CaseIterable {
  case bash
  case zsh
  case fish

  var script: String {
    switch self {
    case .bash: BashCompletion.script
    case .zsh: ZshCompletion.script
    case .fish: FishCompletion.script
    }
  }
}

/// What the verb table says to a shell.
enum CompletionWords {
  /// Words that stand where a verb stands and are none.
  static let others = ["help", "--help", "--version"]

  static var verbs: [String] { Verb.all.map(\.name) }

  static func options(_ verb: Verb) -> [OptionRule] { verb.options + [.help] }

  /// Whether a value, or an operand, is a path.
  static func isPath(_ name: String) -> Bool {
    [
      "STORE", "STORE-OR-FILE", "FILE", "FILE:OFFSET", "FILE[:OFFSET]", "DIR", "FIRST", "SECOND",
      "PATH",
    ].contains(name)
  }

  /// What an operand can be, where the table knows all of it.
  static func choices(_ operand: Verb.Operand) -> [String] {
    operand.name == "SHELL" ? CompletionShell.allCases.map(\.rawValue) : []
  }

  /// The text between apostrophes, for any of the three shells' plain quoting.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
