/// The command line tool: takes arguments, answers with an exit code.
package enum Tool {
  /// The version that `--version` prints.
  package static let version = "0.1.0"
  /// The day of that version, for the manual page.
  static let versionDate = "2026-11-25"

  /// Runs one command.
  ///
  /// - Parameters:
  ///   - arguments: the words behind the program's name.
  ///   - console: where the command reads and writes.
  /// - Returns: the exit code of the process.
  package static func run(arguments: [String], console: Console) -> Int32 {
    var exitCode: ExitCode
    do {
      exitCode = try perform(arguments, console)
    } catch {
      exitCode = report(error, console)
    }
    console.endProgress()
    do {
      try console.output.flush()
    } catch {
      // The first failure is the one that counts.
      let flushed = report(error, console)
      if exitCode == .success { exitCode = flushed }
    }
    return exitCode.rawValue
  }

  private static func report(_ failure: ToolFailure, _ console: Console) -> ExitCode {
    console.note(failure.message)
    if let hint = failure.hint { console.note("hint: \(hint)") }
    return failure.exitCode
  }

  private static func perform(
    _ arguments: [String], _ console: Console
  ) throws(ToolFailure) -> ExitCode {
    guard let first = arguments.first else {
      console.note("a verb is missing")
      try console.errors.write(HelpText.overview)
      try console.errors.flush()
      return .usage
    }
    let rest = Array(arguments.dropFirst())
    switch first {
    case "--version":
      try console.output.write("strandline \(version)\n")
      return .success
    case "--help", "-h":
      try console.output.write(HelpText.overview)
      return .success
    case "help":
      return try help(rest, console)
    default:
      let verb = try Verb.named(first)
      if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
        try console.output.write(HelpText.page(for: verb))
        return .success
      }
      return try verb.run(Arguments(parsing: rest, for: verb), console)
    }
  }

  private static func help(
    _ words: [String], _ console: Console
  ) throws(ToolFailure) -> ExitCode {
    guard words.count <= 1 else { throw .usage("help takes one verb at most") }
    guard let name = words.first, name != "--help", name != "help" else {
      try console.output.write(HelpText.overview)
      return .success
    }
    try console.output.write(HelpText.page(for: Verb.named(name)))
    return .success
  }
}
