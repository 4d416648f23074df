import Foundation
import Testing

#if os(Linux)
  /// What a person sees; `script` of util-linux plays the terminal.
  @Suite("On a terminal")
  struct TerminalTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func show(_ command: String, columns: Int = 80) throws -> String? {
      guard let tool = BuiltTool() else { return nil }
      let run = try tool.shell(
        "command -v script > /dev/null || exit 99; exec script -qec \"$2\" /dev/null", scratch.path,
        "export TERM=xterm; unset NO_COLOR; stty cols \(columns); cd \(scratch.path); \(command)")
      guard run.exitCode != 99 else {
        print("skipped: this system has no script")
        return nil
      }
      #expect(run.exitCode == 0, "\(run.output)")
      return run.output
    }

    @Test("a progress line never wraps", arguments: [1, 2, 20, 80])
    func width(columns: Int) throws {
      let command = #""$TOOL" demo --sessions 3000 --payload 1 > /dev/null"#
      guard let text = try show(command, columns: columns) else { return }
      let lines = text.components(separatedBy: "\r\u{1B}[K")
      #expect(lines.count > 2)
      for line in lines { #expect(line.count < columns || line.isEmpty, "\(line)") }
    }

    @Test("long steps of care and of looking show how far they are")
    func care() throws {
      try StoreFixture.make(at: scratch.file("store"), count: 500)
      let steps = [
        ("compact store", "compacting: 0 %"), ("purge store", "purging: 0 %"),
        ("salvage store --output new", "salvaging: "),
        ("compact store --output copy", "compacting the copy: "),
        ("find store '\(StoreFixture.room)' sessionidthatissecret3", "reading the log: "),
        ("diff store new", "reading the first store: "),
      ]
      for (command, line) in steps {
        guard let text = try show("\"$TOOL\" \(command) > /dev/null") else { return }
        #expect(text.contains("\r\u{1B}[K" + line), "\(command): \(text)")
        #expect(text.hasSuffix("\r\u{1B}[K"))
      }
    }

    @Test("NO_COLOR and a dumb terminal have no progress line")
    func plain() throws {
      for setting in ["NO_COLOR=1", "TERM=dumb"] {
        let command = setting + #" "$TOOL" demo --sessions 3000 --payload 1 > /dev/null"#
        guard let text = try show(command) else { return }
        #expect(text.isEmpty)
      }
    }

    @Test("nothing is drawn between the entries of an export to the same terminal")
    func export() throws {
      let array = ImportFixture.vector("array.json")
      #expect(ToolRun("import", scratch.file("store"), array).exitCode == 0)
      guard let text = try show(#""$TOOL" export store"#) else { return }
      #expect(text.hasPrefix("["))
      #expect(!text.contains("\u{1B}"))
      guard let lone = try show(#""$TOOL" export store > /dev/null"#) else { return }
      #expect(lone.contains("exporting: "))
    }
  }
#endif
