import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("The page about imported sessions")
struct ImportedSessionPageTests {
  /// The rows of the byte tables under a heading, and the bytes of its hex block.
  private struct Section {
    var fields: [(offset: Int, size: Int, name: String)] = []
    var example: [UInt8] = []
  }

  private static func sections() throws -> [String: Section] {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let page = try String(
      contentsOf: root.appendingPathComponent("Formats/imported-session.md"), encoding: .utf8)
    var sections: [String: Section] = [:]
    for part in page.components(separatedBy: "\n## ").dropFirst() {
      var section = Section()
      for line in part.split(separator: "\n") {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        if cells.count == 4, let offset = Int(cells[0]), let size = Int(cells[1]) {
          section.fields.append((offset, size, cells[2]))
        }
      }
      let blocks = part.components(separatedBy: "```")
      for line in blocks.count > 1 ? blocks[1].split(separator: "\n").dropFirst() : [] {
        let digits = line.split(separator: ":").last ?? ""
        section.example += digits.split(separator: " ").compactMap { UInt8($0, radix: 16) }
      }
      sections[String(part.prefix { $0 != "\n" })] = section
    }
    return sections
  }

  @Test(
    "the tables follow each other without a gap and end where the code's structures do",
    arguments: [
      ("The record of a room key", ImportedSession.fixedByteCount),
      ("Exported key", ExportedKey.byteCount), ("Files", 37),
    ])
  func tables(heading: String, byteCount: Int) throws {
    let fields = try #require(try Self.sections()[heading]).fields
    var end = 0
    for field in fields {
      #expect(field.offset == end, "\(field.name)")
      end = field.offset + field.size
    }
    #expect(end == byteCount)
  }

  @Test("the example decodes, encodes, and holds what the page says")
  func example() throws {
    let sections = try Self.sections()
    let bytes = try #require(sections["Example"]).example
    let session = try #require(ImportedSession(decoding: bytes))
    #expect(session.encode() == bytes)
    #expect(session.key.index == 5)
    #expect(session.members == Array(#""forwarding_curve25519_key_chain":[]"#.utf8))
    #expect(session.key.sessionID == Base64Text.encodeUnpadded([UInt8](repeating: 0x11, count: 32)))
    let fields = try #require(sections["The record of a room key"]).fields
    let key = try #require(fields.first { $0.name == "key" })
    #expect(Array(bytes[key.offset..<key.offset + key.size]) == session.key.bytes)
    let length = try #require(fields.first { $0.name == "member length" })
    #expect(Int(bytes[length.offset]) == session.members.count)
    #expect(Array(bytes[0..<4]) == ImportedSession.magic && bytes[4] == ImportedSession.version)
  }

  @Test("every cut and every changed byte of the fixed part is another payload or none")
  func damage() throws {
    let bytes = try #require(try Self.sections()["Example"]).example
    for end in bytes.indices { #expect(ImportedSession(decoding: Array(bytes[..<end])) == nil) }
    #expect(ImportedSession(decoding: bytes + [0]) == nil)
    for place in 0..<13 {
      var changed = bytes
      changed[place] ^= 0x40
      #expect(ImportedSession(decoding: changed) == nil, "byte \(place)")
    }
  }
}
