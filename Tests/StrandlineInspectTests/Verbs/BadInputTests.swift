import Foundation
import Strandline
import StrandlineInspect
import Testing

@Suite("Bad stores")
struct BadInputTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  static let commands: [[String]] = [
    ["info"], ["counts"], ["pending", "--backup=1"], ["get", "--", "STORE", "room", "session"],
    ["reset"], ["forget", "--backup=1"], ["ack", "--backup=1", "--all"],
  ]

  private func exitCode(_ command: [String], _ path: String) -> Int32 {
    let words =
      command.contains("STORE")
      ? command.map { $0 == "STORE" ? path : $0 } : command + [path]
    let console = Console(output: Output(), errors: Output(), input: LineSource([]))
    let exitCode = Tool.run(arguments: words, console: console)
    #expect(console.output.collected.isEmpty || exitCode == 0)
    #expect(console.errors.collected.isEmpty == (exitCode == 0))
    return exitCode
  }

  @Test("a missing store is 66, and no verb makes one", arguments: commands)
  func missing(command: [String]) {
    let path = scratch.file("nowhere")
    #expect(exitCode(command, path) == 66)
    #expect(exitCode(command, scratch.file("nowhere/deeper")) == 66)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("an empty directory is no store yet, and stays empty", arguments: commands)
  func emptyDirectory(command: [String]) throws {
    let path = scratch.file("empty")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(exitCode(command, path) == 66)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
    #expect(ToolRun("info", path).errors.contains("there is no store at \(path)\n"))
  }

  @Test("a directory with other things and a plain file are no stores", arguments: commands)
  func notAStore(command: [String]) throws {
    let directory = scratch.file("other")
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    let file = "\(directory)/letter.txt"
    try Data("hello".utf8).write(to: URL(fileURLWithPath: file))
    #expect(exitCode(command, directory) == 66)
    #expect(exitCode(command, file) == 66)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["letter.txt"])
  }

  @Test("a link to a store is refused with the way out")
  func link() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 1)
    let link = scratch.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    for verb in ["info", "reset"] {
      let run = ToolRun(verb, link)
      #expect(run.exitCode == 66)
      #expect(run.errors.contains("name the directory that it leads to"))
    }
    #expect(ToolRun("info", link + "/").exitCode == 0)
  }

  @Test("a store that cannot be created is named as it was given, with the system's words")
  func creation() {
    let path = scratch.file("no/where")
    let array = ImportFixture.vector("array.json")
    for words in [["demo", "--sessions=1", "--at", path], ["import", path, array]] {
      let run = ToolRun(words)
      #expect(run.exitCode == 73)
      #expect(run.errors.contains("cannot create a store at \(path): No such file"))
      #expect(!run.errors.contains("creating-"))
    }
  }

  @Test("an error of the engine reads as a sentence that begins with its place")
  func sentences() throws {
    let path = scratch.file("file")
    try Data("hello".utf8).write(to: URL(fileURLWithPath: path))
    let errors = ToolRun("info", path).errors
    #expect(errors.hasPrefix("strandline: \(path): this is not a directory"))
    #expect(!errors.contains("notAStore"))
    #expect(errors.contains("hint: a store is the directory"))
    // The hint is not for a file within a store.
    let store = try StoreFixture.make(at: scratch.file("store"), count: 1)
    let inside = "\(store)/00000001.segment"
    try FileManager.default.removeItem(atPath: inside)
    try FileManager.default.createSymbolicLink(atPath: inside, withDestinationPath: path)
    let other = ToolRun("info", store)
    #expect(other.exitCode != 0)
    #expect(!other.errors.contains("hint: a store is the directory"))
  }

  @Test("a store that cannot be opened does not send the user to a verb that cannot open it")
  func unopenable() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 3)
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      try Data(count: try Data(contentsOf: file).count).write(to: file)
    }
    #expect(!ToolRun("info", path).errors.contains("`strandline info`"))
  }

  @Test("info of a damaged store exits with 65 and shows the place; the rest is served")
  func damaged() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10)
    try StoreFixture.damagePayload(of: 6, in: path)
    let info = ToolRun("info", path)
    #expect(info.exitCode == 65)
    #expect(info.text.contains("damage was found"))
    #expect(info.text.contains("record"))
    #expect(info.errors.contains("damaged"))
    let json = try #require(try ToolRun("info", path, "--json", "--reveal").objects().first)
    #expect(json["damaged"] as? Bool == true)
    let damage = try #require(json["damage"] as? [String: Any])
    let findings = try #require(damage["findings"] as? [[String: Any]])
    #expect(findings.map { $0["session"] as? String } == ["sessionidthatissecret6"])

    #expect(ToolRun("get", path, StoreFixture.room, "sessionidthatissecret6").exitCode == 65)
    #expect(ToolRun("get", path, StoreFixture.room, "sessionidthatissecret5").exitCode == 0)
    let page = ToolRun("pending", path, "--backup=1", "--json")
    #expect(page.exitCode == 0)
    #expect(try page.objects().count == 9)
    #expect(page.errors.contains("passed over 1 damaged session"))
  }

  @Test("a store of zeros is an error, not a trap", arguments: commands)
  func zeros(command: [String]) throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 3)
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      try Data(count: try Data(contentsOf: file).count).write(to: file)
    }
    #expect([65, 66].contains(exitCode(command, path)))
  }
}
