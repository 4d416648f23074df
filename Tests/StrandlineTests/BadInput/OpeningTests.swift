import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("Bad input: paths")
struct OpeningTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func opening(_ path: String, readOnly: Bool = false) -> StoreError.Code? {
    var options = Options()
    options.readOnly = readOnly
    return errorCode { try SessionStore.open(at: path, options: options).close() }
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: scratch.file(name)))
  }

  @Test("nothing there: created for a writer, notFound for a reader")
  func absent() throws {
    #expect(opening(scratch.file("store"), readOnly: true) == .notFound)
    #expect(!FileManager.default.fileExists(atPath: scratch.file("store")))
    #expect(opening(scratch.file("store")) == nil)
    #expect(opening(scratch.file("store"), readOnly: true) == nil)
    #expect(opening(scratch.file("no/such/parent/store")) == .notFound)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["store"])
  }

  @Test("an empty directory becomes a store, also with a slash behind it")
  func emptyDirectory() throws {
    for (name, suffix) in [("one", ""), ("two", "/"), ("three", "//")] {
      let path = scratch.file(name)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(opening(path + suffix) == nil)
      #expect(opening(path) == nil)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).count == 3)
  }

  @Test("an empty directory stays the same directory, also after an attempt that was cut off")
  func sameDirectory() throws {
    let path = scratch.file("store")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try write("", to: "store/LOCK")
    try write("half a segment", to: "store/00000001.segment.new")
    let number = { try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] }
    let before = try #require(try number() as? Int)
    #expect(opening(path) == nil)
    #expect(try number() as? Int == before)
    try write("", to: "store/LOCK")
    #expect(opening(path) == nil)
  }

  @Test("something else under a file's name counts as that file missing", arguments: [true, false])
  func notAFile(isLink: Bool) throws {
    let path = scratch.file("store")
    let store = try SessionStore.open(at: path)
    try store.save(sessions(1...3))
    try store.close()
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    for name in names where name.hasSuffix(".manifest") {
      try FileManager.default.removeItem(atPath: path + "/" + name)
      if isLink {
        try FileManager.default.createSymbolicLink(
          atPath: path + "/" + name, withDestinationPath: "/dev/null")
      } else {
        try FileManager.default.createDirectory(
          atPath: path + "/" + name, withIntermediateDirectories: false)
      }
    }
    let opened = try SessionStore.open(at: path)
    #expect(!opened.damageReport.isEmpty)
    #expect(try opened.listing() == sessions(1...3))
    #expect(try opened.pending(for: BackupVersion("1"), limit: 9).sessions.count == 3)
    #expect(try opened.save([session(4)]) == [.inserted])
    try opened.close()
    try opened.reopen()
    #expect(try opened.listing() == sessions(1...4))
  }

  @Test("a directory with other things in it is notAStore and stays as it was")
  func otherThings() throws {
    let path = scratch.file("other")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try write("hello", to: "other/notes.txt")
    for readOnly in [false, true] { #expect(opening(path, readOnly: readOnly) == .notAStore) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["notes.txt"])
  }

  @Test("a plain file, a link and a pipe are notAStore and stay as they were")
  func notADirectory() throws {
    try write("a file", to: "file")
    #expect(opening(scratch.file("real")) == nil)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("link"), withDestinationPath: scratch.file("real"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("dangling"), withDestinationPath: scratch.file("nowhere"))
    #expect(mkfifo(scratch.file("pipe"), 0o600) == 0)
    for name in ["file", "link", "dangling", "pipe"] {
      for readOnly in [false, true] {
        #expect(opening(scratch.file(name), readOnly: readOnly) == .notAStore, "\(name)")
      }
    }
    #expect(try String(contentsOfFile: scratch.file("file"), encoding: .utf8) == "a file")
    #expect(opening(scratch.file("file/store")) == .notFound)
  }

  @Test(
    "names with spaces, other scripts, quotes and line ends",
    arguments: ["with space", "Zażółć gęślą", "スト ランド", "🗝️", "it's \"quoted\"", "line\nend", "-rf"])
  func names(name: String) throws {
    let path = scratch.file(name)
    let store = try SessionStore.open(at: path)
    try store.save([session(1)])
    try store.close()
    try store.reopen()
    #expect(try store.session(session(1).key) == session(1))
    try store.close()
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test("an empty path and one with a zero byte are invalidArgument")
  func impossible() throws {
    #expect(opening("") == .invalidArgument)
    let code = opening(scratch.file("one\0two"))
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    #expect(code == .invalidArgument)
    #expect(names.isEmpty)
  }

  @Test("a name as long as the file system allows")
  func longName() throws {
    let code = opening(scratch.file(String(repeating: "n", count: 255)))
    #expect(code == nil)
    #expect(opening(scratch.file(String(repeating: "n", count: 256))) == .io)
  }

  @Test("files are for their owner only, and nothing lies beside the store")
  func modes() throws {
    let path = scratch.file("store")
    let store = try SessionStore.open(at: path)
    try store.save([session(1)])
    try store.close()
    func mode(_ path: String) throws -> Int {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
    #expect(try mode(path) == 0o700)
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      #expect(try mode(path + "/" + name) == 0o600, "\(name)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["store"])
  }

  @Test("files that do not belong to the store are listed and left alone")
  func unknownFiles() throws {
    let path = scratch.file("store")
    #expect(opening(path) == nil)
    for name in ["store/.DS_Store", "store/notes.txt", "store/LOCK.old"] {
      try write("mine", to: name)
    }
    let store = try SessionStore.open(at: path)
    #expect(store.damageReport.isEmpty)
    #expect(Set(store.damageReport.unknownFiles) == [".DS_Store", "notes.txt", "LOCK.old"])
    try store.save([session(1)])
    try store.close()
    #expect(try String(contentsOfFile: path + "/notes.txt", encoding: .utf8) == "mine")
  }

  @Test("a directory without permission is a typed error, on a real disk")
  func permissionReal() throws {
    guard geteuid() != 0 else {
      print("skipped: permission checks do not apply to root")
      return
    }
    let path = scratch.file("locked")
    #expect(opening(path) == nil)
    #expect(chmod(path, 0) == 0)
    defer { chmod(path, 0o700) }
    #expect([.io, .protectedData].contains(opening(path)))
  }

  @Test(
    "a call of the system that is not permitted, whichever it is, is a typed error",
    arguments: [CallKind.kind, .list, .open, .read, .createDirectory, .create, .rename])
  func permission(kind: CallKind) throws {
    let disk = SimulatedDisk(seed: 4)
    let isCreating = [.createDirectory, .create, .rename].contains(kind)
    if !isCreating { try World(disk).store.close() }
    let process = disk.process()
    process.inject(.persistent(.matching(kind), .error(.notPermitted)))
    let environment = Environment.simulated(process: process, seed: 1)
    func open() throws -> SessionStore {
      try SessionStore.open(at: World.path, options: Options(), environment: environment)
    }
    #expect(errorCode { _ = try open() } == .protectedData)
    let left = disk.listFiles("/")
    #expect(!isCreating || left.isEmpty)
    process.clearFaults()
    let store = try open()
    #expect(store.damageReport.isEmpty)
    try store.save([session(1)])
  }
}
