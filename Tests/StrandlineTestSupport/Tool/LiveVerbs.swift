import Strandline
import StrandlineInspect

/// Runs every verb that only reads on a store that somebody writes to meanwhile.
///
/// Each has to end with 0. One that was given the name of a file may end with 66 instead, when the
/// writer has really taken that file away by then.
package struct LiveVerbs {
  /// What was run, added up.
  package struct Tally: Sendable {
    /// By verb.
    package var runCounts: [String: Int] = [:]
    /// How often a file that was named was gone, by verb.
    package var goneCounts: [String: Int] = [:]
    package var failures: [String] = []
  }

  /// Verbs that look at no store that is there.
  package static let storeless: Set<String> = ["demo", "constants", "completion", "man"]
  /// All the others that write nothing to the store.
  package static let names = Verb.all.filter { !$0.writes && !storeless.contains($0.name) }
    .map(\.name)

  private let store: String
  private let scratch: String
  private var number = 0
  package private(set) var tally = Tally()

  /// Whether every verb was run.
  package var isComplete: Bool { Self.names.allSatisfy { tally.runCounts[$0] != nil } }

  /// `scratch` is a directory for what verbs write.
  package init(_ store: String, scratch: String) {
    self.store = store
    self.scratch = scratch
  }

  /// Runs every verb once, in each of its forms; ends early when it is not wanted any more.
  package mutating func round(while isWanted: () -> Bool) {
    let session = [LiveWriter.anchor.room, LiveWriter.anchor.session]
      .map { String(decoding: $0, as: UTF8.self) }
    let backup = ["--backup", LiveWriter.version.version]
    number += 1
    let copy = "\(scratch)/copy-\(number)"
    var commands = [
      ["info", store], ["stats", store], ["counts", store], ["counts", store] + backup,
      ["check", store, "--quick"], ["check", store, "--full"], ["doctor", store],
      ["scrub", store], ["segments", store], ["manifest", store], ["map", store],
      ["runs", store], ["watermarks", store], ["tail", store], ["tail", store, "--count", "1000"],
      ["follow", store, "--count", "20", "--seconds", "10"], ["get", store] + session,
      ["find", store] + session, ["explain", store] + session + backup, ["dump", store],
      ["dump", store, "--live"], ["pending", store] + backup, ["changes", store, "--since", "0"],
      ["space", store], ["picture", store, "--output", "\(copy).html"],
      ["snapshot", store, "--output", copy], ["diff", store, copy], ["export", store],
      ["salvage", store, "--output", "\(copy).salvaged"], ["upgrade", store, "--dry-run"],
      ["compact", store, "--output", "\(copy).compacted"],
    ]
    // Every other round speaks JSON.
    if number.isMultiple(of: 2) { commands = commands.map { $0 + ["--json"] } }
    for command in commands where isWanted() { run(command) }
    for (verb, ending) in Self.fileVerbs where isWanted() { runOnFile(verb, ending) }
    remove(copy)
  }

  /// Verbs that look at one file, by the ending of its name.
  private static let fileVerbs: [(verb: String, ending: String)] = [
    ("hexdump", ".segment"), ("hexdump", ".map"), ("hexdump", ".run"), ("hexdump", ".watermarks"),
    ("hexdump", ".manifest"), ("segment", ".segment"), ("segments", ".segment"),
    ("record", ".segment"), ("map", ".map"), ("runs", ".run"), ("watermarks", ".watermarks"),
    ("manifest", ".manifest"), ("check", ".segment"), ("check", ".run"), ("check", ".map"),
    ("check", ".watermarks"), ("check", ".manifest"), ("dump", ".segment"), ("tail", ".segment"),
    ("scrub", ".segment"), ("scrub", ".run"),
  ]

  /// Looks at one file of the kind that the store has at the moment.
  private mutating func runOnFile(_ verb: String, _ ending: String) {
    let manifest = ToolAnswer(["manifest", store, "--json"])
    let names = manifest.texts("path") + manifest.texts("file").map { "\(store)/\($0)" }
    // A segment that was just begun holds no record yet.
    let file = names.last { $0.hasSuffix(ending) && (verb != "record" || holdsCommits($0)) }
    guard let file else { return }
    switch verb {
    case "record": run([verb, "\(file):128"], file: file)
    case "segments":
      let id = String(file.dropFirst(store.count + 1).prefix(8))
      run(["segment", store, id], file: file)
    case "segment": run([verb, file, "--layout"], file: file)
    default: run([verb, file], file: file)
    }
  }

  private mutating func run(_ command: [String], file: String? = nil) {
    let answer = ToolAnswer(command)
    let verb = command[0]
    tally.runCounts[verb, default: 0] += 1
    guard answer.exitCode != 0 else { return }
    if answer.exitCode == 66, let file, isGone(file) {
      tally.goneCounts[verb, default: 0] += 1
      return
    }
    tally.failures.append(
      "\(command.joined(separator: " ")): \(answer.exitCode)\n\(answer.errors)"
        + answer.lines.suffix(3).joined(separator: "\n"))
  }

  private func holdsCommits(_ segment: String) -> Bool {
    guard let file = try? POSIXFileSystem().open(segment, for: .reading) else { return false }
    defer { file.close() }
    return (try? file.size()).map { $0 > SegmentHeader.firstCommitOffset } ?? false
  }

  /// Whether a file is neither there under its lasting name, nor under its temporary one.
  private func isGone(_ file: String) -> Bool {
    let files = POSIXFileSystem()
    return ["", FileName.unfinishedSuffix].allSatisfy {
      (try? files.kind(of: file + $0)) == .some(nil)
    }
  }

  private func remove(_ copy: String) {
    let files = POSIXFileSystem()
    try? files.unlink("\(copy).html")
    for directory in [copy, "\(copy).salvaged", "\(copy).compacted"] {
      for name in (try? files.list(directory)) ?? [] { try? files.unlink("\(directory)/\(name)") }
      try? files.removeDirectory(directory)
    }
  }
}
