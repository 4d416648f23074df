import Foundation
import Strandline
import StrandlineInspect
import StrandlineTestSupport
import Testing

@Suite("upgrade, and stores of later versions")
struct UpgradeVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Changes a byte of a file's header, and its checksum with it.
  private func change(_ file: String, at place: Int, to value: UInt8) throws {
    var bytes = try ExampleStore.bytes(of: file)
    bytes[place] = value
    let checksum = Checksum.of(Array(bytes[..<60]))
    for place in 0..<4 {
      bytes[60 + place] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(place)))
    }
    try ExampleStore.write(bytes, to: file)
  }

  private func files(_ path: String, _ ending: String) throws -> [String] {
    try ExampleStore.files(of: path).filter { $0.hasSuffix(ending) }
  }

  @Test("version 1 is the newest: there is nothing to be done", arguments: ExampleStore.all)
  func newest(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    let before = try StoreFixture.image(of: path)
    let run = ToolRun("upgrade", path, "--dry-run")
    #expect(run.exitCode == 0)
    #expect(run.text.contains("format       1, the newest and only one\nto be done   nothing\n"))
    let line = try ToolRun("upgrade", path, "--dry-run", "--json").object()
    #expect(line["format_version"] as? Int == 1)
    #expect((line["steps"] as? [Any])?.isEmpty == true)
    #expect(line["skipped_frame_count"] as? Int == 0)
    #expect(try StoreFixture.image(of: path) == before)
    #expect(ToolRun("upgrade", path).exitCode == 64)
  }

  @Test(
    "a later version, or an unknown incompatible flag, is 69 with the version that is needed",
    arguments: [".manifest", ".segment"])
  func newer(ending: String) throws {
    for (place, words) in [(10, "format version 2"), (33, "incompatible flags 512")] {
      let path = try ExampleStore.copy("clean", to: scratch.file("\(place)"))
      for file in try files(path, ending) { try change(file, at: place, to: 2) }
      // A writer that is refused has taken the lock before.
      let before = try StoreFixture.image(of: path).filter { $0.key != "LOCK" }
      for verb in [["upgrade", "--dry-run"], ["info"], ["check"], ["doctor"], ["reset"]] {
        let run = ToolRun([verb[0], path] + verb.dropFirst())
        #expect(run.exitCode == 69, "\(verb)")
        #expect((run.errors + run.text).contains("newer"), "\(verb)")
        #expect(verb[0] == "doctor" || run.errors.contains(words), "\(run.errors)")
      }
      #expect(try StoreFixture.image(of: path).filter { $0.key != "LOCK" } == before)
    }
  }

  @Test("a flag that only forbids writing: reading verbs work, upgrade is 69")
  func readOnly() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    for file in try files(path, ".segment") { try change(file, at: 36, to: 4) }
    #expect(ToolRun("check", path).exitCode == 0)
    let run = ToolRun("upgrade", path, "--dry-run")
    #expect(run.exitCode == 69)
    #expect(run.errors.contains("read-only-compatible flags up to 0; the file has 4"))
    #expect(ToolRun("reset", path).exitCode == 69)
  }

  @Test("a flag that any reader may ignore changes nothing")
  func compatible() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    for file in try ExampleStore.files(of: path) where !file.hasSuffix("LOCK") {
      try change(file, at: 40, to: 1)
    }
    #expect(ToolRun("upgrade", path, "--dry-run").exitCode == 0)
    #expect(ToolRun("reset", path).exitCode == 0)
  }

  @Test("frames of unknown kinds that may be passed over are counted, and no damage")
  func unknownFrame() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let segment = "\(path)/00000015.segment"
    let bytes = try ExampleStore.bytes(of: segment)
    try ExampleStore.write(
      try FutureFrame.appended(to: bytes, sequence: 1000, nextRevision: 1000), to: segment)
    #expect(ToolRun("upgrade", path, "--dry-run").text.contains("passed over  1 frame of kinds"))
    let check = ToolRun("check", path)
    #expect(check.exitCode == 0)
    #expect(check.text.hasSuffix("1 frame of unknown kinds passed over\n"))
    #expect(ToolRun("doctor", path).exitCode == 0)
    #expect(ToolRun("counts", path).exitCode == 0)
    #expect(ToolRun("dump", path).text.contains("\"kind\":\"unknown\""))
  }
}
