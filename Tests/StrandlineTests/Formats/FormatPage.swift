import Foundation
import Testing

/// A page of the specification: its byte tables and its worked examples.
struct FormatPage {
  struct Field: Hashable {
    let offset: Int
    let size: Int
    let name: String
  }

  let name: String
  /// Tables by the heading they stand under.
  private(set) var tables: [String: [Field]] = [:]
  /// Bytes of ```hex blocks by the heading they stand under.
  private(set) var examples: [String: [UInt8]] = [:]

  static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Formats")
  }

  init(_ name: String) throws {
    self.name = name
    let url = Self.folder.appendingPathComponent(name + ".md")
    let text = try String(contentsOf: url, encoding: .utf8)
    var heading = ""
    var isHex = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") { heading = line.drop { $0 == "#" || $0 == " " }.description }
      if line.hasPrefix("```") {
        isHex = line == "```hex"
        continue
      }
      if isHex {
        let digits = line.split(separator: ":", maxSplits: 1).last ?? ""
        for byte in digits.split(separator: " ") {
          examples[heading, default: []].append(try #require(UInt8(byte, radix: 16)))
        }
      }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      if cells.count == 4, let offset = Int(cells[0]), let size = Int(cells[1]) {
        tables[heading, default: []].append(Field(offset: offset, size: size, name: cells[2]))
      }
    }
  }

  /// The table under a heading, after checking that its fields follow each other without a gap.
  func table(_ heading: String, byteCount: Int) throws -> [String: Field] {
    let fields = try #require(tables[heading], "\(name) has no table under “\(heading)”")
    var end = 0
    for field in fields {
      #expect(field.offset == end, "\(name), \(heading): a gap before \(field.name)")
      end = field.offset + field.size
    }
    #expect(end == byteCount, "\(name), \(heading): the table ends at \(end)")
    return Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0) })
  }
}

extension [UInt8] {
  /// The little-endian integer in a field.
  func value(_ field: FormatPage.Field?) throws -> UInt64 {
    let field = try #require(field)
    try #require(field.size <= 8 && field.offset + field.size <= count)
    return self[field.offset..<field.offset + field.size].reversed()
      .reduce(0) { $0 << 8 | UInt64($1) }
  }
}
