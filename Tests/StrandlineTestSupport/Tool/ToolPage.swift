import Foundation

/// All that the verbs that only read print of an example store, as one text.
///
/// Such texts lie in Tests/StrandlineInspectTests/Pages, so that a change of what is printed is seen
/// where it is made.
package struct ToolPage {
  package static let fixtures = Fixture.all.map(\.name)
  /// Of this one also what is printed of its files.
  private static let wholeFixture = "mid-install"

  private static let session = ["!room0:example.org", "session-0"]
  private static let commands: [[String]] = [
    ["info"], ["stats"], ["counts"], ["counts", "--backup", "A"], ["check"], ["check", "--quick"],
    ["doctor"], ["scrub"], ["segments"], ["manifest"], ["map"], ["runs"], ["watermarks"], ["tail"],
    ["get"] + session, ["find"] + session, ["explain"] + session + ["--backup", "A"],
    ["pending", "--backup", "A", "--limit", "5"],
    ["changes", "--since", "70"], ["space"], ["export"], ["upgrade", "--dry-run"],
  ]

  private let directory: String
  private var text = ""

  /// Tables are as wide as the paths in them, so that these have one length everywhere.
  private static let pathByteCount = 160

  /// What is printed of an example store, whose files are in a directory; it is copied before.
  package static func text(of fixture: String, at source: String) throws -> String {
    let files = FileManager.default
    let base = files.temporaryDirectory.path + "/strandline-page-" + UUID().uuidString
    precondition(base.utf8.count < pathByteCount, "the directory for temporary files lies too deep")
    let directory = base + String(repeating: "-", count: pathByteCount - base.utf8.count)
    try files.copyItem(atPath: source, toPath: directory)
    defer { try? files.removeItem(atPath: directory) }
    return try text(of: fixture, in: directory)
  }

  private static func text(of fixture: String, in directory: String) throws -> String {
    var page = ToolPage(directory: directory)
    for command in commands {
      let words = [command[0], directory] + command.dropFirst()
      page.add(words)
      page.add(words + ["--json"])
    }
    page.add(["diff", directory, directory])
    page.add(["diff", directory, directory, "--json"])
    guard fixture == wholeFixture else { return page.text }
    // The same lines with --json and without.
    page.add(["dump", directory])
    page.add(["dump", directory, "--live", "--reveal"])
    page.add(["picture", directory, "--output", "-"])
    page.add(["follow", directory, "--seconds", "1"])
    // One file of each kind.
    let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    var seen: Set<Substring> = []
    for name in names where seen.insert(name.drop { $0 != "." }).inserted {
      page.addFile("\(directory)/\(name)")
    }
    return page.text
  }

  private init(directory: String) { self.directory = directory }

  private mutating func addFile(_ path: String) {
    add(["hexdump", "\(path):0"])
    add(["hexdump", "\(path):0", "--json"])
    add(["scrub", path])
    add(["scrub", path, "--json"])
    let verbs = ["map": "map", "run": "runs", "watermarks": "watermarks", "manifest": "manifest"]
    for (ending, verb) in verbs where path.hasSuffix(".\(ending)") {
      add([verb, path])
      add([verb, path, "--json"])
    }
    guard path.contains(".segment") else { return }
    add(["dump", path])
    for words in [
      ["segment", path, "--layout"], ["record", "\(path):128"], ["tail", path, "--count", "3"],
    ] {
      add(words)
      add(words + ["--json"])
    }
  }

  private mutating func add(_ words: [String]) {
    let answer = ToolAnswer(words)
    let command = (["strandline"] + words).joined(separator: " ")
    let errors = answer.errors.isEmpty ? "" : "stderr:\n\(answer.errors)"
    let part = "== \(command) (\(answer.exitCode))\n\(answer.output)\(errors)\n"
    text += part.replacingOccurrences(of: directory, with: "STORE")
  }
}
