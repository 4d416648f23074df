import Foundation
import Testing

/// Copies of the example stores of the specification.
enum ExampleStore {
  static let damaged = ["flipped", "torn", "cut", "mid-compaction"]
  static let all = damaged + ["clean", "legacy", "islands", "compacted", "mid-install", "unclean"]

  /// The store in a state, copied into a scratch directory.
  static func copy(_ state: String, to scratch: Scratch) throws -> String {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let path = scratch.file(state)
    try FileManager.default.copyItem(
      atPath: root.appendingPathComponent("Formats/fixtures/1/\(state)/store").path, toPath: path)
    return path
  }

  /// What the specification says of a state, a line each.
  static func contents(_ state: String) throws -> [[String: Any]] {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let text = try String(
      contentsOf: root.appendingPathComponent("Formats/fixtures/1/\(state)/contents.jsonl"),
      encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  /// How many sessions the specification says a state has, damaged ones included.
  static func sessionCount(_ state: String) throws -> Int {
    try contents(state).count { $0["session"] != nil || $0["damaged"] != nil }
  }
}
