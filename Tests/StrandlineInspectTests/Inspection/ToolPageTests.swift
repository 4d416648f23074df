import Foundation
import StrandlineTestSupport
import Testing

@Suite("What the verbs print of the example stores: Tests/StrandlineInspectTests/Pages")
struct ToolPageTests {
  private static var pages: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Pages")
  }

  @Test("it is what is written there, to the letter", arguments: ToolPage.fixtures)
  func page(name: String) throws {
    let scratch = try Scratch()
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    let kept = try String(
      contentsOf: Self.pages.appendingPathComponent("\(name).txt"), encoding: .utf8)
    let made = try ToolPage.text(of: name, at: path)
    let differences = zip(
      made.split(separator: "\n", omittingEmptySubsequences: false),
      kept.split(separator: "\n", omittingEmptySubsequences: false)
    ).filter { $0 != $1 }
    #expect(
      made == kept,
      """
      \(differences.prefix(3).map { "now: \($0)\nthen: \($1)" }.joined(separator: "\n"))
      If the change is meant: strandline-simulate pages Formats/fixtures/1 \
      Tests/StrandlineInspectTests/Pages
      """)
  }

  @Test("there is a page for each example store, and no other")
  func complete() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.pages.path)
    #expect(names.sorted() == ToolPage.fixtures.map { "\($0).txt" }.sorted())
  }
}
