import Foundation
import Strandline
import Testing

@Suite("The README")
struct ReadmeTests {
  /// What the README shows, between two marks, to the letter.
  private func example(directory: String) throws -> [String] {
    var uploaded: [String] = []
    func upload(_ sessions: [SessionRecord]) { uploaded += sessions.map { "\($0.key.session)" } }
    let pickle: [UInt8] = [1, 2, 3]
    // README begins
    let store = try SessionStore.open(at: directory)
    let key = SessionKey(room: "!room:example.org", session: "gU3tXyzu")
    try store.save([SessionRecord(key: key, payload: pickle, firstKnownIndex: 4)])

    let backup = BackupVersion("7")
    while true {
      let batch = try store.pending(for: backup, limit: 100)
      if batch.isEmpty { break }
      upload(batch.sessions)
      try store.acknowledge(batch)
    }
    print(try store.counts(for: backup))  // total: 1, backedUp: 1

    try store.resetBackupState()  // one small durable write, at any number of sessions
    print(try store.pending(for: BackupVersion("8"), limit: 100).sessions.count)  // 1
    try store.close()
    // README ends
    return uploaded
  }

  @Test("its example compiles, runs, and is what the README shows")
  func example() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("readme-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    #expect(try example(directory: directory.path).count == 1)
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let shown =
      try #require(source.components(separatedBy: "// README begins\n").dropFirst().first)
      .components(separatedBy: "    // README ends").first ?? ""
    let code = shown.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : String($0) }
      .joined(separator: "\n")
    let readme = try String(
      contentsOf: RepositoryTests.root.appendingPathComponent("README.md"), encoding: .utf8)
    #expect(readme.contains(code.trimmingCharacters(in: .newlines)))
  }

  @Test("the tests it names exist")
  func namedTests() throws {
    let readme = try String(
      contentsOf: RepositoryTests.root.appendingPathComponent("README.md"), encoding: .utf8)
    let paths = readme.components(separatedBy: "`").filter { $0.hasPrefix("Tests/") }
    #expect(!paths.isEmpty)
    for path in paths {
      let url = RepositoryTests.root.appendingPathComponent(path)
      #expect(FileManager.default.fileExists(atPath: url.path), "\(path)")
    }
  }
}
