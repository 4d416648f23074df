import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("The specification of derived files says what the code does")
struct IndexPagesTests {
  @Test("index page: header, entry, kinds, how many fit")
  func indexPage() throws {
    let page = try FormatPage("index-page")
    let header = try page.table("Layout", byteCount: IndexPage.headerByteCount)
    let entry = try page.table("Entry", byteCount: IndexPage.entryByteCount)
    #expect(IndexPage.entryCountMax == 255 && IndexPage.valueCountMax == 510)
    let bytes = Array(try IndexExamples.run()[4096..<8192])
    #expect(try bytes.value(header["count"]) == 2)
    #expect(try bytes.value(header["kind"]) == 1)
    let expected = bytes.withUnsafeBytes {
      Checksum.extend(
        FormatExamples.seed.checksum(at: 4096), over: UnsafeRawBufferPointer(rebasing: $0[4...]))
    }
    #expect(try bytes.value(header["checksum"]) == UInt64(expected))
    let second = Array(bytes[32..<48])
    #expect(try second.value(entry["high"]) == 0xFEDC_BA98_7654_3210)
    #expect(try second.value(entry["low"]) == 7 << 16)
  }

  @Test("every kind of page and every family is listed, and no other")
  func kinds() throws {
    let kinds = try rows("index-page", "## Kinds")
    #expect(kinds.map { $0[0] } == IndexPage.Kind.allCases.map { "\($0.rawValue)" })
    for (row, kind) in zip(kinds, IndexPage.Kind.allCases) {
      #expect(row[3].hasPrefix("\(kind.countMax) "))
    }
    let families = try rows("run", "## Families").map { $0[0] }
    #expect(families == RunFamily.allCases.map { "\($0.rawValue) \($0)" })
  }

  @Test("run: header, the example decodes and encodes")
  func run() throws {
    let page = try FormatPage("run")
    let fields = try page.table("Run header", byteCount: RunHeader.byteCount)
    let file = try IndexExamples.run()
    try expectExample(page, "Example", file, at: 0, byteCount: 128)
    try expectExample(page, "Entry page", file, at: 4096, byteCount: 64)
    try expectExample(page, "Fence page", file, at: 8192, byteCount: 32)
    let bytes = Array(file[64..<128])
    #expect(try bytes.value(fields["family"]) == 1)
    #expect(try bytes.value(fields["entry count"]) == 2)
    #expect(try bytes.value(fields["entry page count"]) == 1)
    #expect(try bytes.value(fields["fence page count"]) == 1)
    #expect(try bytes.value(fields["first high"]) == 0x0123_4567_89AB_CDEF)
    #expect(try bytes.value(fields["last high"]) == 0xFEDC_BA98_7654_3210)
    let header = try bytes.withUnsafeBytes {
      try RunHeader(decoding: $0, seed: FormatExamples.seed)
    }
    let again = ByteBuffer()
    header.encode(into: again, seed: FormatExamples.seed)
    #expect(again.array() == bytes)
    let opened = try #require(
      try RunFile.open(
        MemoryFile(file), id: FormatExamples.fileID, storeID: FormatExamples.storeID,
        cache: PageCache(pageCountMax: 4), mapping: nil))
    #expect(try opened.first(high: 0x0123_4567_89AB_CDEF)?.keyRevision == 42)
  }

  @Test("map: header, the example decodes and encodes")
  func map() throws {
    let page = try FormatPage("map")
    let fields = try page.table("Map header", byteCount: MapHeader.byteCount)
    let file = try IndexExamples.map()
    try expectExample(page, "Example", file, at: 0, byteCount: 128)
    try expectExample(page, "Value page", file, at: 4096, byteCount: 64)
    let bytes = Array(file[64..<128])
    #expect(try bytes.value(fields["first revision"]) == 41)
    #expect(try bytes.value(fields["count"]) == 3)
    #expect(try bytes.value(fields["value page count"]) == 1)
    let header = try bytes.withUnsafeBytes {
      try MapHeader(decoding: $0, seed: FormatExamples.seed)
    }
    let again = ByteBuffer()
    header.encode(into: again, seed: FormatExamples.seed)
    #expect(again.array() == bytes)
    #expect(MapFile.revisionCountMax == 1_048_576)
    let opened = try #require(
      try MapFile.open(
        MemoryFile(file), id: FormatExamples.fileID, storeID: FormatExamples.storeID,
        cache: PageCache(pageCountMax: 4), mapping: nil))
    #expect(try Place(rawValue: opened.place(of: 43)).offset == 4096)
    #expect(try opened.place(of: 42) == 0)
  }

  /// The example is the beginning of the page at `offset`, and the rest of that page is zero.
  private func expectExample(
    _ page: FormatPage, _ heading: String, _ file: [UInt8], at offset: Int, byteCount: Int
  ) throws {
    let end = offset + byteCount
    #expect(page.examples[heading] == Array(file[offset..<end]), "\(page.name), \(heading)")
    #expect(file[end..<offset + IndexPage.byteCount].allSatisfy { $0 == 0 })
  }

  /// The cells of the table under a heading, without its head.
  private func rows(_ name: String, _ heading: String) throws -> [[String]] {
    let url = FormatPage.folder.appendingPathComponent(name + ".md")
    let text = try String(contentsOf: url, encoding: .utf8)
    let section =
      try #require(text.components(separatedBy: heading).last).components(separatedBy: "##").first
    return (section ?? "").split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2)
      .map { line in
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }
}
