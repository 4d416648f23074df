import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("Files in memory")
struct FileMappingTests {
  @Test("a mapped file shows its bytes after the handle is closed and the name is gone")
  func system() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-\(UUID().uuidString)").path
    let fileSystem = POSIXFileSystem()
    try fileSystem.createDirectory(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/x"
    let bytes = pattern(10_000)
    let file = try MeteredFileSystem(fileSystem).make(path, bytes)
    let mapping = try #require(try file.map(byteCount: 10_000))
    file.close()
    try fileSystem.unlink(path)
    #expect(Array(mapping.bytes) == bytes)
    extendLifetime(mapping)
  }

  @Test("a mapped run of the system answers as a positional one")
  func run() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("strandline-\(UUID().uuidString)").path
    let fileSystem = POSIXFileSystem()
    try fileSystem.createDirectory(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let entries = IndexFixture.entries(5000)
    let bytes = try IndexFixture.run(entries).bytes
    try fileSystem.make(folder + "/r", bytes).close()
    let cache = PageCache(pageCountMax: 4)
    for isMapped in [false, true] {
      let file = try fileSystem.open(folder + "/r", for: .reading)
      let mapping = isMapped ? try file.map(byteCount: UInt64(bytes.count)) : nil
      #expect((mapping != nil) == isMapped)
      let run = try #require(
        try RunFile.open(
          file, id: IndexFixture.id, storeID: IndexFixture.storeID, cache: cache,
          mapping: mapping))
      let cursor = RunCursor(run, from: IndexEntry(high: 0, low: 0))
      #expect(try IndexFixture.all(cursor) == entries)
      for entry in entries.prefix(500) { #expect(try run.first(high: entry.high) != nil) }
    }
  }

  @Test("a simulated file is copied; nothing is mapped that is not there")
  func simulated() throws {
    let disk = SimulatedDisk(seed: 1)
    let process = disk.process()
    let file = try process.make("/x", pattern(5000))
    let mapping = try #require(try file.map(byteCount: 5000))
    #expect(Array(mapping.bytes) == pattern(5000))
    extendLifetime(mapping)
    #expect(try file.map(byteCount: 5001) == nil && file.map(byteCount: 0) == nil)
  }
}
