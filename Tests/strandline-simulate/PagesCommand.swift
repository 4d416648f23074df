import Foundation
import StrandlineTestSupport

/// Writes what the tool's verbs print of each example store.
struct PagesCommand {
  /// The example stores: Formats/fixtures/1.
  let fixtures: String
  let directory: String

  func run() -> Int32 {
    do {
      for name in ToolPage.fixtures {
        let text = try ToolPage.text(of: name, at: "\(fixtures)/\(name)/store")
        try text.write(toFile: "\(directory)/\(name).txt", atomically: true, encoding: .utf8)
        print("\(name): \(text.utf8.count) B")
      }
      return 0
    } catch {
      say("cannot write the pages: \(error)")
      return 1
    }
  }
}
