import StrandlineInspect
import Testing

@Suite("Help and command line")
struct HelpTests {
  static let names = Verb.all.map(\.name)

  @Test("every verb explains itself with usage, options and an example", arguments: names)
  func page(name: String) throws {
    let verb = try #require(Verb.all.first { $0.name == name })
    let page = ToolRun(name, "--help")
    #expect(page.exitCode == 0)
    #expect(page.errors.isEmpty)
    #expect(page.text.contains("Usage: strandline \(name)"))
    #expect(page.text.contains("Example:\n  strandline \(name)"))
    for option in verb.options { #expect(page.text.contains(option.name)) }
    #expect(ToolRun("help", name).text == page.text)
    #expect(ToolRun(name, "-h").text == page.text)
  }

  @Test("an example is accepted by its own verb's parser", arguments: names)
  func example(name: String) throws {
    let verb = try #require(Verb.all.first { $0.name == name })
    // What stands behind > is the shell's.
    let words = verb.example.prefix { $0 != ">" }.split(separator: " ").map {
      String($0).replacing("'", with: "")
    }
    #expect(Array(words.prefix(2)) == ["strandline", name])
    _ = try Arguments(parsing: Array(words.dropFirst(2)), for: verb)
  }

  @Test("the overview names every verb and every exit code", arguments: ["help", "--help", "-h"])
  func overview(word: String) {
    let run = ToolRun(word)
    #expect(run.exitCode == 0)
    for verb in Verb.all { #expect(run.text.contains("  \(verb.name) ")) }
    for code in ExitCode.allCases { #expect(run.text.contains(code.meaning)) }
  }

  @Test("the version is one line")
  func version() {
    let run = ToolRun("--version")
    #expect(run.exitCode == 0)
    #expect(run.text == "strandline \(Tool.version)\n")
  }

  @Test("no verb at all is a usage error with the overview on stderr")
  func nothing() {
    let run = ToolRun()
    #expect(run.exitCode == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("Usage: strandline VERB"))
  }

  @Test(
    "a wrong command line is refused with 64 and a hint, before anything is touched",
    arguments: [
      (["pendng"], "did you mean `pending`?"),
      (["wholly-unknown"], "`strandline help` lists"),
      (["help", "cuonts"], "did you mean `counts`?"),
      (["counts", "store", "--bakup", "1"], "did you mean --backup?"),
      (["counts", "store", "-x"], "`strandline help counts` lists them"),
      (["counts", "store", "--json=1"], "takes no value"),
      (["counts", "store", "--json", "--json"], "given twice"),
      (["counts", "store", "--backup=1", "--backup", "2"], "given twice"),
      (["counts", "store", "--backup"], "needs a value"),
      (["counts", "store", "--backup", "--json"], "--backup=VALUE"),
      (["counts", "store", "--backup="], "1 to 255 bytes"),
      (["counts", "store", "more"], "more arguments"),
      (["counts", ""], "empty"),
      (["counts"], "STORE is missing"),
      (["counts", "store", "--public-key", "00"], "goes with --backup"),
      (["counts", "store", "--backup=1", "--public-key=%"], "64 hexadecimal digits"),
      (["pending", "store"], "--backup is missing"),
      (["pending", "store", "--backup=1", "--limit=0"], "a whole number from 1"),
      (["pending", "store", "--backup=1", "--limit=+5"], "a whole number from 1"),
      (["ack", "store", "--backup=1"], "either FILE or --all"),
      (["ack", "store", "-", "--all", "--backup=1"], "either FILE or --all"),
      (["get", "store", "room"], "SESSION is missing"),
      (["get", "store", "%", "%", "--base64"], "not base64"),
      (["demo", "--sessions", "many"], "a whole number from 1"),
    ])
  func wrongCommandLine(words: [String], message: String) {
    let console = Console(output: Output(), errors: Output(), input: LineSource([]))
    #expect(Tool.run(arguments: words, console: console) == 64)
    #expect(console.output.collected.isEmpty)
    let errors = String(decoding: console.errors.collected, as: UTF8.self)
    #expect(errors.contains(message), "\(errors)")
  }

  @Test("two dashes end the options, one dash alone is no option")
  func endOfOptions() throws {
    let verb = try #require(Verb.all.first { $0.name == "ack" })
    let arguments = try Arguments(parsing: ["--backup=--", "--", "--all", "-"], for: verb)
    #expect(arguments.operands == ["--all", "-"])
  }
}
