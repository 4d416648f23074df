import Foundation
import Strandline
import StrandlineTestSupport
import Testing

/// Files that bear names as the store gives them and that it did not make.
@Suite("Bad input: stray files under the store's own kind of names")
struct StrayFilesTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static func makeStore(_ path: String, _ numbers: ClosedRange<Int>) throws {
    let store = try SessionStore.open(at: path)
    try store.save(sessions(numbers))
    try store.close()
  }

  @Test("a segment of another store is listed and left alone")
  func foreignSegment() throws {
    let path = scratch.file("store")
    try Self.makeStore(path, 1...3)
    try Self.makeStore(scratch.file("other"), 4...6)
    let stray = path + "/00000050.segment"
    try FileManager.default.copyItem(
      atPath: scratch.file("other") + "/00000001.segment", toPath: stray)
    let before = FileManager.default.contents(atPath: stray)
    let store = try SessionStore.open(at: path)
    #expect(store.damageReport.unknownFiles == ["00000050.segment"])
    #expect(try store.listing() == sessions(1...3))
    try store.close()
    #expect(before != nil && FileManager.default.contents(atPath: stray) == before)
  }

  @Test("a directory, a link and a pipe are listed and left alone", arguments: [false, true])
  func notFiles(readOnly: Bool) throws {
    let path = scratch.file("store")
    try Self.makeStore(path, 1...3)
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: path + "/00000050.segment", withIntermediateDirectories: false)
    try manager.createSymbolicLink(
      atPath: path + "/00000051.segment", withDestinationPath: scratch.file("nowhere"))
    #expect(mkfifo(path + "/00000052.segment", 0o600) == 0)
    var options = Options()
    options.readOnly = readOnly
    let store = try SessionStore.open(at: path, options: options)
    #expect(
      store.damageReport.unknownFiles == (0...2).map { "0000005\($0).segment" })
    #expect(store.damageReport.isEmpty)
    #expect(try store.listing() == sessions(1...3))
    try store.close()
    #expect(try manager.contentsOfDirectory(atPath: path).count == 7)
  }

  @Test(
    "a huge one without contents does not cost memory by its size",
    .enabled(if: AddressSpace.canBeLimited, AddressSpace.skipReason), arguments: [false, true])
  func sparse(hasManifest: Bool) async {
    await #expect(processExitsWith: .success) { [hasManifest] in
      AddressSpace.limit()
      let scratch = try Scratch()
      let path = scratch.file("store")
      try StrayFilesTests.makeStore(path, 1...3)
      let stray = path + "/00000050.segment"
      #expect(FileManager.default.createFile(atPath: stray, contents: nil))
      #expect(truncate(stray, 1 << 40) == 0)
      if !hasManifest {
        for name in try FileManager.default.contentsOfDirectory(atPath: path)
        where name.hasSuffix(".manifest") {
          try FileManager.default.removeItem(atPath: path + "/" + name)
        }
      }
      do {
        let store = try SessionStore.open(at: path)
        #expect(try store.listing() == sessions(1...3))
        try store.close()
      } catch {
        #expect(error is StoreError)
      }
    }
  }
}
