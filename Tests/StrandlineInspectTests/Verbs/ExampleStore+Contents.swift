import Foundation
import Testing

/// What the specification says of the example stores.
extension ExampleStore {
  /// Those that something is the matter with: damage, or an end that was not clean.
  static let troubled = ["flipped", "torn", "cut", "mid-compaction"]

  /// The store in a state, copied into a scratch directory.
  static func copy(_ state: String, to scratch: Scratch) throws -> String {
    try copy(state, to: scratch.file(state))
  }

  /// What the specification says of a state, a line each.
  static func contents(_ state: String) throws -> [[String: Any]] {
    let text = try String(
      contentsOf: formats.appendingPathComponent("fixtures/1/\(state)/contents.jsonl"),
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
