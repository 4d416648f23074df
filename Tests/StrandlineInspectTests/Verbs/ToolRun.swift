import Foundation
import StrandlineInspect
import Testing

/// One command run inside the test's process, and what came of it.
struct ToolRun {
  let exitCode: Int32
  let output: [UInt8]
  let errors: String

  init(_ arguments: String..., input: String = "") {
    self.init(arguments, input: Array(input.utf8))
  }

  init(_ arguments: [String], input: [UInt8] = []) {
    let console = Console(
      output: Output(), errors: Output(), input: LineSource(input))
    exitCode = Tool.run(arguments: arguments, console: console)
    output = console.output.collected
    errors = String(decoding: console.errors.collected, as: UTF8.self)
  }

  var text: String { String(decoding: output, as: UTF8.self) }

  /// The output's lines as JSON objects.
  func objects() throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  /// The output's only line.
  func object() throws -> [String: Any] {
    let objects = try objects()
    try #require(objects.count == 1, "\(errors)")
    return objects[0]
  }
}

/// A directory of one test's own, removed with it.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "strandline-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}
