import Foundation
import Testing

/// The reader in Formats/reference, run over the files of a store.
struct ReferenceReader {
  /// A line that it prints: what is absent belongs to lines of other kinds.
  struct Line: Decodable {
    var session: [String]?
    var payload: String?
    var payloadSha256: String?
    var senderKey: String?
    var senderDataKind: UInt8?
    var firstKnownIndex: UInt32?
    var total: Int?
    var durableRevision: UInt64?
    var version: String?
    var publicKey: String?
    var watermark: UInt64?
    var backedUp: Int?
    var pending: [[String]]?
    var revisions: [UInt64]?
    var skipped: [[String]]?
    var skippedRevisions: [UInt64]?
    var setting: String?
    var value: String?
    var withheld: [String]?
    var info: String?
    var lease: String?
    var holder: String?
    var generation: UInt64?
    var damage: String?
    var file: String?
    var offset: UInt64?
    var byteCount: UInt64?
    var disagreement: String?
    var evidenceDropped: Bool?
    var tornByteCount: UInt64?
    var reorderedCommitCount: Int?
    var unknownFiles: [String]?
    var comparedWithIndex: Int?
  }

  struct Result {
    var exitCode: Int32
    var lines: [Line]
    var errors: String
  }

  private static let script = RepositoryTests.root
    .appendingPathComponent("Formats/reference/read.py").path

  /// Nil, with a printed reason, where there is no Python to run it.
  init?() {
    guard let version = try? Self.run(["--version"]), version.exitCode == 0 else {
      print("skipped: there is no python3 to run Formats/reference/read.py")
      return nil
    }
  }

  /// Reads a store that is made of such files; it must leave them as they are.
  func read(_ files: [String: [UInt8]]) throws -> Result {
    let scratch = try Scratch()
    for (name, bytes) in files {
      try Data(bytes).write(to: URL(fileURLWithPath: scratch.file(name)))
    }
    let run = try Self.run([Self.script, scratch.path, "--json", "--payloads"])
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    #expect(Set(names) == Set(files.keys), "the reader made or removed files")
    for name in names {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.file(name))))
      let isSame = bytes == files[name]
      #expect(isSame, "the reader changed \(name)")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let lines = try run.output.split(separator: UInt8(ascii: "\n")).map { line in
      do { return try decoder.decode(Line.self, from: Data(line)) } catch {
        Issue.record("\(error): \(String(decoding: line, as: UTF8.self))")
        throw error
      }
    }
    #expect(run.errors == "" || [66, 69].contains(run.exitCode))
    return Result(exitCode: run.exitCode, lines: lines, errors: run.errors)
  }

  private static func run(
    _ arguments: [String]
  ) throws -> (exitCode: Int32, output: Data, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // What it says on stderr fits into a pipe, so one after the other is safe.
    let outputData = output.fileHandleForReading.readDataToEndOfFile()
    let errorData = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, outputData, String(decoding: errorData, as: UTF8.self))
  }
}
