import Foundation
import Testing

/// Copies of the example stores in Formats/fixtures, for verbs to look into.
enum ExampleStore {
  static let all = [
    "clean", "compacted", "cut", "flipped", "islands", "legacy", "mid-checkpoint",
    "mid-compaction", "mid-install", "torn", "unclean",
  ]
  /// Those that a check finds damage in.
  static let damaged: Set<String> = ["cut", "flipped"]

  static var formats: URL {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("Formats")
  }

  static func copy(_ name: String, to path: String) throws -> String {
    let source = formats.appendingPathComponent("fixtures/1/\(name)/store")
    try FileManager.default.copyItem(at: source, to: URL(fileURLWithPath: path))
    return path
  }

  static func files(of path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { "\(path)/\($0)" }
  }

  static func bytes(of file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
  }

  static func write(_ bytes: [UInt8], to file: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }
}

/// A byte table of a page in Formats/.
struct FormatTable: Hashable {
  struct Row: Hashable {
    let name: String
    let offset: Int
    let byteCount: Int
  }

  let page: String
  let heading: String
  let rows: [Row]

  /// Every byte table of every page.
  static func all() throws -> [FormatTable] {
    let names = try FileManager.default.contentsOfDirectory(atPath: ExampleStore.formats.path)
    var tables: [FormatTable] = []
    for name in names.sorted() where name.hasSuffix(".md") {
      let text = try String(
        contentsOf: ExampleStore.formats.appendingPathComponent(name), encoding: .utf8)
      tables += Self.tables(of: String(name.dropLast(3)), text)
    }
    return tables
  }

  private static func tables(of page: String, _ text: String) -> [FormatTable] {
    var heading = ""
    var rows: [Row] = []
    var found: [FormatTable] = []
    // The last heading ends the last table.
    for line in (text + "\n#").components(separatedBy: "\n") {
      if line.hasPrefix("#") {
        if !rows.isEmpty { found.append(FormatTable(page: page, heading: heading, rows: rows)) }
        rows = []
        heading = String(line.drop { $0 == "#" || $0 == " " })
      }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 3, let offset = Int(cells[0]), let byteCount = Int(cells[1]) else {
        continue
      }
      rows.append(Row(name: cells[2], offset: offset, byteCount: byteCount))
    }
    return found
  }
}
