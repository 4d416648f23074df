import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("Example stores of the format: Formats/fixtures")
struct FixtureTests {
  static let base = RepositoryTests.root.appendingPathComponent("Formats/fixtures")
  static let names = Fixture.all.map(\.name)

  private func folder(_ name: String) -> URL {
    Self.base.appendingPathComponent("\(Fixture.formatVersion)").appendingPathComponent(name)
  }

  func files(_ name: String) throws -> [String: [UInt8]] {
    let store = folder(name).appendingPathComponent("store")
    var files: [String: [UInt8]] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: store.path) {
      files[file] = [UInt8](try Data(contentsOf: store.appendingPathComponent(file)))
    }
    return files
  }

  private func contents(_ name: String) throws -> [String] {
    let url = folder(name).appendingPathComponent(FixtureContents.fileName)
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test("all are there, and nothing else")
  func complete() throws {
    let there = try FileManager.default.contentsOfDirectory(
      atPath: Self.base.appendingPathComponent("\(Fixture.formatVersion)").path)
    #expect(Set(there) == Set(Self.names))
    let page = try String(
      contentsOf: Self.base.appendingPathComponent("README.md"), encoding: .utf8)
    for name in Self.names { #expect(page.contains("| `\(name)` |")) }
  }

  @Test("made again, every byte is the same", arguments: names)
  func bytes(name: String) throws {
    let fixture = try #require(Fixture.all.first { $0.name == name })
    let (made, kept) = (try fixture.files(), try files(name))
    #expect(made.keys.sorted() == kept.keys.sorted())
    for (file, bytes) in kept {
      let isSame = made[file] == bytes
      #expect(isSame, "\(file)")
    }
  }

  @Test("a store that is opened from one holds what is written beside it", arguments: names)
  func opened(name: String) throws {
    let files = try files(name)
    let expected = try contents(name)
    #expect(expected.count > 30)
    // What is pending for a reader ends at the last promise.
    let read = try FixtureContents.lines(try Fixture.open(files, readOnly: true))
    let isSession = { (line: String) in line.hasPrefix(#"{"session""#) }
    #expect(read.filter(isSession) == expected.filter(isSession))
    let store = try Fixture.open(files)
    #expect(try FixtureContents.lines(store) == expected)
    let report = try store.verify(.full)
    #expect(report.isClean == !["cut", "flipped"].contains(name), "\(report)")
    try store.save([session(1000)])
    try store.compact()
    try store.close()
    try store.reopen()
    #expect(try store.session(session(1000).key) == session(1000))
  }

  @Test("the states differ in what they are to show")
  func states() throws {
    func names(_ fixture: String, _ suffix: String) throws -> [String] {
      try files(fixture).keys.filter { $0.hasSuffix(suffix) }
    }
    #expect(try !names("clean", ".map").isEmpty && !names("clean", ".run").isEmpty)
    #expect(try names("clean", ".watermarks").count == 1)
    #expect(try names("mid-checkpoint", ".watermarks").count == 2)
    #expect(try names("mid-compaction", ".segment.new").count == 1)
    #expect(try names("mid-install", ".segment.new").count == 1)
    #expect(try names("mid-install", ".segment").count == names("clean", ".segment").count)
    #expect(try contents("torn").count == contents("unclean").count - 1)
    #expect(try !contents("cut").contains { $0.hasPrefix(#"{"version""#) })
    #expect(try contents("flipped").contains { $0.hasPrefix(#"{"damaged""#) })
    #expect(try contents("islands").filter { $0.hasPrefix(#"{"version""#) }.count == 3)
    #expect(try contents("mid-install") == contents("clean"))
    #expect(try contents("mid-compaction") == contents("clean"))
  }
}
