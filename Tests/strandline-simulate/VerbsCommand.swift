import Dispatch
import Foundation
import Strandline
import StrandlineTestSupport

/// Runs every verb that only reads beside a writer process that compacts.
struct VerbsCommand {
  var seconds: Int
  var seed: UInt64

  /// Where merges keep up with such a writer, it leaves about 30 files.
  private static let fileCountMax = 200

  func run() -> Int32 {
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-verbs-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    do {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
      return try run(in: scratch.path)
    } catch {
      say("verbs: \(error)")
      return 1
    }
  }

  private func run(in scratch: String) throws -> Int32 {
    let path = "\(scratch)/store"
    let writer = try LineProcess(["verbs-writer", path, "\(seed)", "\(seconds)"])
    guard writer.line() != nil else { throw Violation(.error, "the writer has made no store") }
    let deadline = Date().addingTimeInterval(Double(seconds))
    var verbs = LiveVerbs(path, scratch: scratch)
    var roundCount = 0
    while Date() < deadline {
      verbs.round { Date() < deadline || roundCount == 0 }
      roundCount += 1
    }
    let turns = writer.line() ?? "no"
    let status = writer.finish()
    let tally = verbs.tally
    let fileCount = try FileManager.default.contentsOfDirectory(atPath: path).count
    for (verb, count) in tally.runCounts.sorted(by: { $0.key < $1.key }) {
      let gone = tally.goneCounts[verb].map { ", \($0) of a file that was gone (66)" } ?? ""
      print("\(verb): \(count) runs\(gone)")
    }
    let runCount = tally.runCounts.values.reduce(0, +)
    print(
      "verbs: \(seconds) s, \(turns) turns of the writer, \(roundCount) rounds of \(runCount) runs,"
        + " \(tally.failures.count) failures, \(fileCount) files at the end, from \(seed)")
    for failure in tally.failures.prefix(10) { say("verbs: \(failure)") }
    if status != 0 { say("verbs: the writer ended with \(status)") }
    if fileCount > Self.fileCountMax { say("verbs: \(fileCount) files: merging does not keep up") }
    if !verbs.isComplete { say("verbs: not every verb was run: give it more seconds") }
    let isGood = tally.failures.isEmpty && status == 0 && fileCount <= Self.fileCountMax
    return isGood && verbs.isComplete ? 0 : 1
  }

  /// The writer: says when there is a store, and at the end how much it did.
  static func write(_ path: String, seed: UInt64, seconds: Int) -> Int32 {
    do {
      var writer = LiveWriter(path, seed: seed)
      try writer.begin()
      print("ready")
      fflush(nil)
      let deadline = Date().addingTimeInterval(Double(seconds))
      print(try writer.run { Date() < deadline })
      return 0
    } catch {
      say("verbs-writer: \(error)")
      return 1
    }
  }
}
