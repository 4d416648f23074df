import Foundation
import Strandline
import StrandlineTestSupport
import Testing

@Suite("The reader in Formats/reference finds what the engine finds")
struct ReferenceReaderTests {
  static let names = ["empty", "gone", "token"]
  static let rooms = (0..<3).map { "!room\($0):example.org" }

  private func files(_ name: String) throws -> [String: [UInt8]] {
    try FixtureTests().files(name)
  }

  private func answer(_ files: [String: [UInt8]], readOnly: Bool) throws -> StoreAnswer {
    let store = try Fixture.open(files, readOnly: readOnly)
    return try StoreAnswer(store, names: Self.names, rooms: Self.rooms)
  }

  /// What both say of some files, and where they differ.
  private func differences(
    _ reader: ReferenceReader, _ files: [String: [UInt8]]
  ) throws -> [String] {
    let result = try reader.read(files)
    do {
      let engine = try answer(files, readOnly: true)
      return StoreAnswer(result, durableOnly: true).differences(from: engine)
    } catch let error as StoreError {
      let isRefused = [66, 69].contains(result.exitCode)
      return isRefused ? [] : ["refused by the engine and not by the reader: \(error)"]
    }
  }

  @Test("in every example store, to a reader and to a writer", arguments: FixtureTests.names)
  func fixture(name: String) throws {
    guard let reader = ReferenceReader() else { return }
    let files = try files(name)
    let result = try reader.read(files)
    #expect(result.errors == "")
    let isDamaged = ["cut", "flipped"].contains(name)
    #expect(result.exitCode == (isDamaged ? 65 : 0))
    #expect(result.lines.compactMap(\.disagreement) == [])
    #expect(result.lines.compactMap(\.comparedWithIndex).first ?? 0 > 50)
    let read = StoreAnswer(result, durableOnly: true)
    #expect(read.sessions.count > 49 && read.damage.isEmpty == !isDamaged)
    let engine = try answer(files, readOnly: true)
    #expect(read.differences(from: engine) == [])
    let isSame = read == engine
    #expect(isSame)
    let writer = try answer(files, readOnly: false)
    let all = StoreAnswer(result, durableOnly: false)
    #expect(all.sessions == writer.sessions && all.neighbours == writer.neighbours)
    #expect(all.counts == writer.counts)
    try expectLeases(result, files)
  }

  /// A lease is extended by its holder alone, or has expired and counts on.
  private func expectLeases(_ result: ReferenceReader.Result, _ files: [String: [UInt8]]) throws {
    let store = try Fixture.open(files)
    let leases = result.lines.filter { $0.lease != nil }
    #expect(leases.count == (try store.setting("token") == nil ? 0 : 1))
    for line in leases {
      #expect(line.lease == StoreAnswer.hex(Array("upload".utf8)))
      #expect(line.holder == StoreAnswer.hex(Array("one".utf8)))
      let generation = try #require(line.generation)
      let next = try store.takeLease("upload", holder: "one", milliseconds: 0)
      #expect(next == generation || next == generation + 1)
    }
  }

  @Test("a changed byte of a payload is reported by both, and by name")
  func tampered() throws {
    guard let reader = ReferenceReader() else { return }
    let files = try files("clean")
    var changed = files
    let payload = Array("session 41, index 5".utf8)
    let (name, bytes) = try #require(
      files.first { $0.key.hasSuffix(".segment") && $0.value.firstRange(of: payload) != nil })
    let at = try #require(bytes.firstRange(of: payload)).lowerBound
    changed[name]?[at + 2] ^= 0x40
    let result = try reader.read(changed)
    #expect(result.exitCode == 65)
    let read = StoreAnswer(result, durableOnly: true)
    #expect(read.differences(from: try answer(changed, readOnly: true)) == [])
    let key = StoreAnswer.hex(
      SessionKey(room: "!room2:example.org", session: "session-41"))
    #expect(read.damage.count == 1)
    #expect(read.damage.allSatisfy { $0.hasPrefix("record in \(name) ") && $0.hasSuffix("\(key)") })
    // What was compared would have shown it: the store as it was has one session more.
    let whole = try answer(files, readOnly: true)
    #expect(!read.differences(from: whole).isEmpty)
    #expect(read.sessions.count == whole.sessions.count - 1)
  }

  @Test("in stores with a changed bit, a zeroed sector or a cut, whichever file it is in")
  func damaged() throws {
    guard let reader = ReferenceReader() else { return }
    let asked = ProcessInfo.processInfo.environment["STRANDLINE_REFERENCE_SEEDS"].flatMap(Int.init)
    for seed in 0..<UInt64(asked ?? 44) {
      var generator = SplitMix64(seed: seed)
      let name = FixtureTests.names[Int(seed) % FixtureTests.names.count]
      var files = try files(name)
      let what = Self.damage(&files, &generator)
      let differences = try differences(reader, files)
      #expect(differences == [], "seed \(seed), \(name): \(what)")
    }
  }

  private static func damage(
    _ files: inout [String: [UInt8]], _ generator: inout SplitMix64
  ) -> String {
    let isLog = Int.random(in: 0..<4, using: &generator) > 0
    let candidates = files.keys
      .filter { $0 != "LOCK" && $0.contains(".segment") == isLog }.sorted()
    guard let file = candidates.randomElement(using: &generator), var bytes = files[file],
      !bytes.isEmpty
    else { return "nothing" }
    let at = Int.random(in: 0..<bytes.count, using: &generator)
    var what = ""
    switch Int.random(in: 0..<3, using: &generator) {
    case 0:
      bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      what = "a bit at \(at) of \(file)"
    case 1:
      let start = at & ~511
      for offset in start..<min(start + 512, bytes.count) { bytes[offset] = 0 }
      what = "512 bytes at \(start) of \(file)"
    default:
      bytes.removeSubrange(at...)
      what = "\(file) cut to \(at)"
    }
    files[file] = bytes
    return what
  }
}
