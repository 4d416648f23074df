import Foundation
import StrandlineInspect
import Testing

/// What is made of the verb table for shells and for `man`.
@Suite("Completion scripts and the manual page")
struct ShellTests {
  static let verbs = Verb.all.map(\.name)

  private func run(_ words: [String], input: String) throws -> (code: Int32, output: String)? {
    let shell = BuiltTool.shellOnly()
    let found = try shell.shell("command -v \(words[0])")
    guard found.exitCode == 0 else {
      print("skipped: this system has no \(words[0])")
      return nil
    }
    let scratch = try Scratch()
    let file = scratch.file("script")
    try Data(input.utf8).write(to: URL(fileURLWithPath: file))
    let run = try shell.shell(words.joined(separator: " ") + " \"$1\" 2>&1", file)
    return (run.exitCode, run.output)
  }

  @Test(
    "every script is accepted by its shell and names every verb and option",
    arguments: ["bash", "zsh", "fish"])
  func script(shell: String) throws {
    let script = ToolRun("completion", shell).text
    for verb in Verb.all {
      #expect(script.contains(verb.name))
      for option in verb.options {
        #expect(script.contains(shell == "fish" ? "-l \(option.name.dropFirst(2)) " : option.name))
      }
    }
    guard let result = try run([shell, shell == "fish" ? "--no-execute" : "-n"], input: script)
    else { return }
    #expect(result.code == 0 && result.output.isEmpty, "\(result.output)")
  }

  private func completions(_ line: String) throws -> [String]? {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
      .map { "'\($0)'" }.joined(separator: " ")
    let script =
      ToolRun("completion", "bash").text
      + "COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _strandline; "
      + "echo \"${COMPREPLY[@]}\"\n"
    return try run(["bash"], input: script)?.output.split(whereSeparator: \.isWhitespace)
      .map(String.init)
  }

  @Test("bash completes verbs, options, help and shells")
  func bash() throws {
    guard let verbs = try completions("strandline sna") else { return }
    #expect(verbs == ["snapshot"])
    #expect(Set(try #require(try completions("strandline "))).isSuperset(of: Self.verbs))
    #expect(try completions("strandline help expl") == ["explain"])
    #expect(try completions("strandline completion f") == ["fish"])
    #expect(try completions("strandline salvage store --out") == ["--output"])
    #expect(try completions("strandline explain store r s --backup ") == [])
  }

  @Test("zsh defines its function, fish completes a verb")
  func others() throws {
    let zsh =
      "autoload -Uz compinit; compinit -u -D 2>/dev/null\n"
      + ToolRun("completion", "zsh").text + "\nprint ${+functions[_strandline]}\n"
    if let result = try run(["zsh", "-f"], input: zsh) {
      #expect(result.output == "1\n", "\(result.output)")
    }
    let fish = ToolRun("completion", "fish").text + "\ncomplete -C 'strandline sna'\n"
    if let result = try run(["fish", "--no-config"], input: fish) {
      #expect(result.output.hasPrefix("snapshot\t"), "\(result.output)")
    }
  }

  @Test("fish offers files to every verb that takes a store or a file")
  func paths() {
    let script = ToolRun("completion", "fish").text
    for verb in Verb.all {
      let takesPath = verb.operands.contains {
        $0.name.hasPrefix("STORE") || $0.name.hasPrefix("FILE")
      }
      #expect(
        script.contains("'__fish_seen_subcommand_from \(verb.name)' -F\n") || !takesPath,
        "\(verb.name)")
    }
  }

  @Test("an unknown shell is a usage error")
  func unknown() {
    let run = ToolRun("completion", "tcsh")
    #expect(run.exitCode == 64)
    #expect(run.errors.contains("bash, zsh and fish"))
  }

  @Test("the manual page has a section for every verb, and every option in it")
  func manual() throws {
    let page = ToolRun("man").text
    #expect(page.hasPrefix(".TH STRANDLINE 1"))
    let sections = page.components(separatedBy: "\n.SS \"").dropFirst()
    #expect(sections.map { String($0.prefix { $0 != "\"" }) } == Self.verbs)
    for (section, verb) in zip(sections, Verb.all) {
      for option in verb.options {
        #expect(section.contains(option.name.replacingOccurrences(of: "-", with: "\\-")))
      }
      #expect(section.contains("Example:"))
    }
    for code in ExitCode.allCases { #expect(page.contains(".B \(code.rawValue)\n")) }
    #expect(page.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test(
    "groff and mandoc have nothing to say about it",
    arguments: [
      ["groff", "-man", "-ww", "-z"], ["mandoc", "-T", "lint", "-W", "warning"],
    ])
  func formatted(words: [String]) throws {
    guard let result = try run(words, input: ToolRun("man").text) else { return }
    #expect(result.output.isEmpty, "\(result.output)")
  }
}
