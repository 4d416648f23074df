import Foundation
import StrandlineInspect
import Testing

/// What every verb that looks into a store keeps to.
@Suite("Looking into a store")
struct InspectionRulesTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Verbs that take a store, with what else they need.
  static let ofStores: [[String]] = [
    ["check"], ["check", "--quick"], ["segments"], ["manifest"], ["map"], ["runs"], ["watermarks"],
    ["tail"], ["doctor"], ["scrub"], ["stats"], ["follow", "--seconds", "1"],
  ]
  /// Verbs that take a file of a kind.
  static let ofFiles: [(verb: String, kind: String)] = [
    ("check", ""), ("hexdump", ""), ("segment", "segment"),
    ("manifest", "manifest"), ("map", "map"),
    ("runs", "run"), ("watermarks", "watermarks"), ("dump", "segment"), ("tail", "segment"),
    ("scrub", ""),
  ]

  @Test("a missing store or file is 66, and nothing is made there", arguments: ofStores)
  func missing(command: [String]) throws {
    let path = scratch.file("nowhere")
    let run = ToolRun(command + [path])
    #expect(run.exitCode == 66)
    #expect(run.output.isEmpty && !run.errors.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: path))
    let empty = scratch.file("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: false)
    #expect(ToolRun(command + [empty]).exitCode == 66)
    #expect(try FileManager.default.contentsOfDirectory(atPath: empty).isEmpty)
  }

  @Test("a missing file is 66 for verbs that take one")
  func missingFile() {
    for (verb, _) in Self.ofFiles { #expect(ToolRun(verb, scratch.file("no")).exitCode == 66) }
    #expect(ToolRun("record", scratch.file("no:128")).exitCode == 66)
    #expect(ToolRun("segment", scratch.file("no"), "1").exitCode == 66)
  }

  @Test("no verb changes a byte of a store or adds a file", arguments: ExampleStore.all)
  func unchanged(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    let before = try StoreFixture.image(of: path)
    for command in Self.ofStores { _ = ToolRun(command + [path]) }
    for file in try ExampleStore.files(of: path) {
      for (verb, kind) in Self.ofFiles where file.hasSuffix(kind) { _ = ToolRun(verb, file) }
      _ = ToolRun("record", "\(file):128")
    }
    #expect(try StoreFixture.image(of: path) == before)
  }

  @Test("without --reveal no id, no payload and no sender key is shown by any verb")
  func secrets() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
    try StoreFixture.damagePayload(of: 6, in: path)
    for options in [[], ["--json"]] {
      var texts = Self.ofStores.map { ToolRun($0 + [path] + options) }
      for file in try ExampleStore.files(of: path) {
        for (verb, kind) in Self.ofFiles where file.hasSuffix(kind) {
          texts.append(ToolRun([verb, file] + options))
        }
      }
      texts.append(ToolRun(["record", "\(path)/00000001.segment:184"] + options))
      for run in texts {
        #expect(!run.text.contains("secret"))
        #expect(!run.errors.contains("secret"))
        #expect(!run.text.contains("07 07 07 07") && !run.text.contains("07070707"))
      }
    }
    #expect(ToolRun("segment", path, "1", "--reveal").text.contains("roomnamethatissecret"))
  }

  /// Beside one that compacts all the time a file can be gone before a verb has opened it: it says
  /// so with 66 then, and README.md names this.
  @Test("beside a writer no verb takes a change for damage")
  func live() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
    let writer = Writer(path)
    try writer.start()
    defer { writer.stop() }
    for command in Self.ofStores {
      let run = ToolRun(command + [path])
      #expect(run.exitCode == 0, "\(command): \(run.text.suffix(400)) \(run.errors)")
    }
    let newest = try #require(
      try ToolRun("segments", path, "--json").objects().last {
        ($0["state"] as? String)?.hasPrefix("open") == true
      })
    let file = try #require(newest["path"] as? String)
    for verb in ["segment", "hexdump"] { #expect(ToolRun(verb, file).exitCode == 0, "\(verb)") }
  }

  @Test("a store of zeros is damage or no store, never a trap")
  func zeros() throws {
    let path = try ExampleStore.copy("islands", to: scratch.file("store"))
    for file in try ExampleStore.files(of: path) {
      try ExampleStore.write([UInt8](repeating: 0, count: 5000), to: file)
    }
    for command in Self.ofStores {
      #expect([0, 65, 66].contains(ToolRun(command + [path]).exitCode), "\(command)")
    }
    for file in try ExampleStore.files(of: path) {
      for (verb, kind) in Self.ofFiles where file.hasSuffix(kind) {
        #expect([65, 66].contains(ToolRun(verb, file).exitCode), "\(verb) \(file)")
      }
    }
  }

  @Test("a file of a newer format is 69 for whoever looks at it")
  func newer() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let file = "\(path)/00000001.segment"
    var bytes = try ExampleStore.bytes(of: file)
    bytes[10] = 2
    let checksum = Self.crc32c(bytes.prefix(60))
    for index in 0..<4 { bytes[60 + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index)) }
    try ExampleStore.write(bytes, to: file)
    #expect(ToolRun("hexdump", file).exitCode == 69)
    #expect(ToolRun("segment", file).exitCode == 69)
  }

  private static func crc32c(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var register = ~UInt32(0)
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = register & 1 == 1
        register >>= 1
        if isOdd { register ^= 0x82F6_3B78 }
      }
    }
    return ~register
  }
}
