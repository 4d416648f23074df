import Foundation
import Strandline
import StrandlineTestSupport

/// Writes the example stores of the format, and beside each what a reader finds in it.
struct FixturesCommand {
  let directory: String

  func run() -> Int32 {
    do {
      for fixture in Fixture.all { try write(fixture) }
      return 0
    } catch {
      say("cannot write the fixtures: \(error)")
      return 1
    }
  }

  private func write(_ fixture: Fixture) throws {
    let base = URL(fileURLWithPath: directory).appendingPathComponent(fixture.name)
    try? FileManager.default.removeItem(at: base)
    let store = base.appendingPathComponent("store")
    try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
    let files = try fixture.files()
    for (name, bytes) in files {
      try Data(bytes).write(to: store.appendingPathComponent(name))
    }
    let lines = try FixtureContents.lines(try Fixture.open(files))
    let text = lines.map { $0 + "\n" }.joined()
    try Data(text.utf8).write(to: base.appendingPathComponent(FixtureContents.fileName))
    print("\(fixture.name): \(files.count) files, \(files.values.reduce(0) { $0 + $1.count }) B")
  }
}
