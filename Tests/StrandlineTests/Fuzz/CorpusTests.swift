import Foundation
import StrandlineFuzz
import Testing

@Suite("The fuzzing corpus: Tests/Fuzz/corpus")
struct CorpusTests {
  static let base = RepositoryTests.root.appendingPathComponent("Tests/Fuzz/corpus")
  static let names = FuzzTarget.all.map(\.name)
  static let byteCountMax = 200 << 10

  private func files(_ target: String) throws -> [String: [UInt8]] {
    let folder = Self.base.appendingPathComponent(target)
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
    return files
  }

  @Test("every target has inputs, nothing else does, and all are small")
  func complete() throws {
    let there = try FileManager.default.contentsOfDirectory(atPath: Self.base.path)
    #expect(Set(there) == Set(Self.names) && Self.names.count == there.count)
    let kept = try Self.names.map { try files($0) }
    #expect(kept.allSatisfy { !$0.isEmpty })
    let byteCount = kept.flatMap(\.values).reduce(0) { $0 + $1.count }
    #expect(byteCount <= Self.byteCountMax, "\(byteCount)")
  }

  @Test("nothing is found with the inputs that are kept", arguments: names)
  func kept(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    for (file, bytes) in try files(name).sorted(by: { $0.key < $1.key }) {
      do {
        try target.run(bytes)
      } catch {
        Issue.record("\(name)/\(file): \(error)")
      }
    }
  }

  @Test("the inputs to begin with are as the command writes them", arguments: names)
  func seeds(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let kept = try files(name)
    let seeds = try target.seeds()
    #expect(!seeds.isEmpty)
    for (file, bytes) in seeds { #expect(kept[file] == bytes, "\(name)/\(file)") }
  }

  @Test("no input at all, a byte, and a page of one byte are nothing special", arguments: names)
  func trivial(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    for bytes in [[], [0], [1], [UInt8](repeating: 0xFF, count: 4096)] as [[UInt8]] {
      try target.run(bytes)
    }
  }
}
