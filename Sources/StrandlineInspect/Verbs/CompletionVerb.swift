extension Verb {
  /// `strandline completion`.
  static let completion = Verb(
    name: "completion", summary: "writes a completion script for a shell",
    operands: [Operand(name: "SHELL", summary: "bash, zsh or fish")], options: [],
    details: """
      bash: source <(strandline completion bash). zsh: write it to a file _strandline in a directory
      of fpath. fish: write it to ~/.config/fish/completions/strandline.fish.
      """,
    example: "strandline completion bash > strandline.bash", writes: false
  ) { (arguments, console) throws(ToolFailure) in
    let name = arguments.operands[0]
    guard let shell = CompletionShell(rawValue: name) else {
      throw .usage(
        "there is no script for \(Printable.quoting(name))", hint: "bash, zsh and fish are known")
    }
    try console.output.write(shell.script)
    return .success
  }

  /// `strandline man`.
  static let man = Verb(
    name: "man", summary: "writes the manual page, in roff", operands: [], options: [],
    details: "To read it at once: strandline man | man -l -",
    example: "strandline man > strandline.1", writes: false
  ) { (_, console) throws(ToolFailure) in
    try console.output.write(ManualPage.text)
    return .success
  }
}
