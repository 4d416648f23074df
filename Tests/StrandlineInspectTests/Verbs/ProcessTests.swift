import Foundation
import Strandline
import Testing

@Suite("The built tool")
struct ProcessTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("help and usage errors leave the process with their codes")
  func exitCodes() throws {
    guard let tool = BuiltTool() else { return }
    let help = try tool.shell(#""$TOOL" help"#)
    #expect(help.exitCode == 0)
    #expect(help.errors.isEmpty)
    let wrong = try tool.shell(#""$TOOL" no-such-verb"#)
    #expect(wrong.exitCode == 64)
    #expect(wrong.output.isEmpty)
  }

  @Test("a reader that goes away is met with silence and a quiet exit")
  func closedPipe() throws {
    guard let tool = BuiltTool() else { return }
    let path = try StoreFixture.make(at: scratch.file("store"), count: 5_000)
    let script =
      #"("$TOOL" pending "$1" --backup 1 --limit 5000 --json; echo "$?" >&2) | head -n 1"#
    let run = try tool.shell(script, path)
    #expect(run.output.split(separator: "\n").count == 1)
    #expect(run.errors == "0\n")
  }

  @Test("an export whose reader goes away says nothing of sessions it did not come to")
  func closedExport() throws {
    guard let tool = BuiltTool() else { return }
    let path = try StoreFixture.make(at: scratch.file("store"), count: 5)
    let entries = (0..<400).map {
      ImportFixture.entry(UInt8($0 % 200), room: "!room\($0 / 200):example.org")
    }
    let file = URL(fileURLWithPath: scratch.file("keys.json"))
    try Data("[\(entries.joined(separator: ","))]".utf8).write(to: file)
    #expect(ToolRun("import", path, file.path).exitCode == 0)
    let run = try tool.shell(
      #"("$TOOL" export "$1" --json; echo "$?" >&2) | head -n 1"#, path)
    #expect(run.output.split(separator: "\n").count == 1)
    #expect(run.errors == "0\n")
  }

  @Test("a full device behind stdout is 74 with one line on stderr")
  func fullDevice() throws {
    guard let tool = BuiltTool() else { return }
    guard FileManager.default.fileExists(atPath: "/dev/full") else {
      print("skipped: this system has no /dev/full")
      return
    }
    let run = try tool.shell(#""$TOOL" help > /dev/full"#)
    #expect(run.exitCode == 74)
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test("with stdout closed by the caller, nothing is printed into the store")
  func closedOutput() throws {
    guard let tool = BuiltTool() else { return }
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10)
    let run = try tool.shell(
      #""$TOOL" reset "$1" >&- 2>&-; echo $?; "$TOOL" info "$1" > "$1.info"; echo $?"#, path)
    #expect(run.output == "74\n0\n")
  }

  @Test("another process is told that the store is busy, and can read it meanwhile")
  func otherProcess() throws {
    guard let tool = BuiltTool() else { return }
    let path = try StoreFixture.make(at: scratch.file("ein Speicher, größer 🧵"), count: 10)
    let writer = try SessionStore.open(at: path)
    defer { try? writer.close() }
    let busy = try tool.shell(#""$TOOL" reset "$1""#, path)
    #expect(busy.exitCode == 75)
    #expect(busy.output.isEmpty)
    let counts = try tool.shell(#""$TOOL" counts "$1""#, path)
    #expect(counts.exitCode == 0)
    #expect(counts.output == "sessions   10\n")
  }

  @Test("an interrupted demonstration removes its store and ends by the signal")
  func interruptedDemo() throws {
    guard let tool = BuiltTool() else { return }
    let script = #"""
      TMPDIR="$1" "$TOOL" demo --sessions 10000000 --payload 1 > /dev/null &
      until ls "$1" | grep -q strandline-demo; do :; done
      kill -TERM $!
      wait $!
      echo $?
      ls "$1"
      """#
    let run = try tool.shell(script, scratch.path)
    #expect(run.output == "143\n")
  }

  @Test("an import that waits for input can be interrupted, and what it stored is whole")
  func interruptedImport() throws {
    guard let tool = BuiltTool() else { return }
    let script = #"""
      mkfifo "$1/pipe"
      "$TOOL" import "$1/store" "$1/pipe" > /dev/null 2>&1 &
      tool=$!
      exec 3> "$1/pipe"
      echo '{"session_id":"s","room_id":"r","pickled_session":"p"}' >&3
      until [ -d "$1/store" ]; do :; done
      kill -TERM $tool
      (sleep 20; kill -KILL $tool) > /dev/null 2>&1 3>&- &
      wait $tool
      echo $?
      kill $!
      "$TOOL" info "$1/store" > /dev/null
      echo $?
      """#
    let run = try tool.shell(script, scratch.path)
    #expect(run.output == "143\n0\n")
  }

  @Test("a signal that the caller lets the process ignore does not end it")
  func ignoredSignal() throws {
    guard let tool = BuiltTool() else { return }
    let script = #"""
      mkfifo "$1/pipe"
      (trap '' HUP; exec "$TOOL" import "$1/store" "$1/pipe" > /dev/null) &
      exec 3> "$1/pipe"
      echo '{"session_id":"s","room_id":"r","pickled_session":"p"}' >&3
      until [ -d "$1/store" ]; do :; done
      kill -HUP $!
      sleep 0.3
      exec 3>&-
      wait $!
      echo $?
      "$TOOL" counts "$1/store"
      """#
    let run = try tool.shell(script, scratch.path)
    #expect(run.output == "0\nsessions   1\n")
  }

  @Test("an interrupted demonstration that keeps its store says where it is")
  func interruptedKeep() throws {
    guard let tool = BuiltTool() else { return }
    let script = #"""
      TMPDIR="$1" "$TOOL" demo --sessions 10000000 --payload 1 --keep > /dev/null &
      until ls "$1"/strandline-demo.*/store > /dev/null 2>&1; do :; done
      kill -TERM $!
      wait $!
      echo $?
      ls -d "$1"/strandline-demo.*/store
      """#
    let run = try tool.shell(script, scratch.path)
    let lines = run.output.split(separator: "\n")
    #expect(lines.first == "143")
    #expect(run.errors.contains("kept at \(lines.last ?? "nowhere")\n"))
  }

  @Test("a temporary directory that cannot be made is named")
  func noTemporaryDirectory() throws {
    guard let tool = BuiltTool() else { return }
    let run = try tool.shell(#"TMPDIR="$1/none" "$TOOL" demo --sessions 1"#, scratch.path)
    #expect(run.exitCode == 73)
    #expect(run.errors.contains("\(scratch.path)/none: No such file or directory"))
  }

  @Test("a limit on the size of files is an I/O error, and nothing is left behind")
  func fileSizeLimit() throws {
    guard let tool = BuiltTool() else { return }
    let run = try tool.shell(
      #"ulimit -f 1000; TMPDIR="$1" "$TOOL" demo --sessions 3000; echo $?; ls "$1""#,
      scratch.path)
    #expect(run.output == "74\n")
    #expect(run.errors.contains("File too large"))
  }
}
