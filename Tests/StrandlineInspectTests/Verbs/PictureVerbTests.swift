import Foundation
import Strandline
import Testing

@Suite("The picture")
struct PictureVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// What chromium makes of a page; nil, with a printed reason, where it is not installed.
  private func rendered(_ page: String, width: Int = 1200) throws -> String? {
    let shell = BuiltTool.shellOnly()
    let run = try shell.shell(
      """
      browser=$(command -v chromium || command -v chromium-browser) || exit 99
      exec timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$2" \
        --window-size=\(width),800 --dump-dom "file://$1" 2> "$2.log"
      """, page, scratch.file("profile"))
    guard run.exitCode != 99 else {
      print("skipped: this system has no chromium")
      return nil
    }
    #expect(run.exitCode == 0)
    return run.output
  }

  @Test(
    "a browser draws every block, line and mark within the page",
    arguments: [("islands", 1200), ("compacted", 1200), ("flipped", 700)])
  func drawn(state: String, width: Int) throws {
    let store = try ExampleStore.copy(state, to: scratch)
    let page = scratch.file("axis.html")
    #expect(ToolRun("picture", store, "--output", page).exitCode == 0)
    guard let dom = try rendered(page, width: width) else { return }
    let items = dom.components(separatedBy: "role=\"img\"").count - 1
    #expect(items > 4)
    #expect(dom.contains("data-items=\"\(items)\" data-drawn=\"\(items)\" data-fits=\"true\""))
  }

  @Test("it needs no other file, and draws what the store is")
  func contents() throws {
    let path = try StoreFixture.make(at: scratch.file("a <store> & more"), count: 10, backedUp: 4)
    let run = ToolRun("picture", path, "--output", "-")
    #expect(run.exitCode == 0)
    for foreign in ["http:", "https:", "src=", "@import", "url(", "<link"] {
      #expect(!run.text.contains(foreign), "\(foreign)")
    }
    #expect(run.text.contains("a &lt;store&gt; &amp; more"))
    #expect(run.text.contains("1: watermark 4, 0 islands above it, 4 sessions held"))
    #expect(run.text.contains("10 live sessions at revisions 1…10"))
    #expect(run.text.contains("10 of 10 records served, revisions 1…10"))
  }

  @Test("a large axis is drawn in a bounded number of lines")
  func bound() throws {
    let path = scratch.file("store")
    let store = try SessionStore.open(at: path)
    _ = try store.save((0..<5_000).map(StoreFixture.record))
    let uploads = stride(from: 0, to: 5_000, by: 2).map {
      Upload(key: StoreFixture.key($0), firstKnownIndex: UInt32($0))
    }
    _ = try store.acknowledge(uploads, for: BackupVersion("1"))
    try store.close()
    let text = ToolRun("picture", path, "--output", "-").text
    #expect(text.components(separatedBy: "<i class").count < 2_100)
    #expect(text.utf8.count < 700_000)
  }

  @Test("what is there is not written over, and JSON does not mix with the page")
  func output() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 2)
    let page = scratch.file("axis.html")
    let made = try ToolRun("picture", path, "--output", page, "--json").object()
    let before = try Data(contentsOf: URL(fileURLWithPath: page))
    #expect(made["byte_count"] as? Int == before.count)
    #expect(ToolRun("picture", path, "--output", page).exitCode == 73)
    #expect(try Data(contentsOf: URL(fileURLWithPath: page)) == before)
    #expect(ToolRun("picture", path, "--output", "-", "--json").exitCode == 64)
    #expect(ToolRun("picture", path, "--output", scratch.file("a/b")).exitCode == 73)
  }
}
