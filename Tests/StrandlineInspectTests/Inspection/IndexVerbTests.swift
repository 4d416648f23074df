import Foundation
import StrandlineInspect
import Testing

@Suite("Verbs that show lists and index files")
struct IndexVerbTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("manifest lists every file but manifests and LOCK, each once", arguments: ExampleStore.all)
  func manifest(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    let lines = try ToolRun("manifest", path, "--json").objects()
    #expect(lines[0]["entry_count"] as? Int == lines.count - 1)
    let named = lines.dropFirst().compactMap { $0["file"] as? String }
    #expect(Set(named).count == named.count)
    let present = Set(try FileManager.default.contentsOfDirectory(atPath: path))
    for file in named { #expect(present.contains(file) || present.contains(file + ".new")) }
    #expect(lines.count { $0["state"] as? String == "open" } == 1)
    if let basis = lines[0]["basis"] as? String {
      // It may be where the log ended.
      let isEnd = try ExampleStore.files(of: path).contains { file in
        basis == "\(file):\(try ExampleStore.bytes(of: file).count)"
      }
      #expect(isEnd || ToolRun("hexdump", basis).text.contains("frame: commit"))
    }
  }

  @Test("a damaged manifest is said to be damaged, and the one before is shown")
  func damagedManifest() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let whole = ToolRun("manifest", path).text
    let file = "\(path)/0000001e.manifest"
    var bytes = try ExampleStore.bytes(of: file)
    bytes[200] ^= 1
    try ExampleStore.write(bytes, to: file)
    let run = ToolRun("manifest", path)
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("0000001e.manifest is damaged"))
    #expect(run.text.contains("0000001d.manifest"))
    #expect(whole.contains("0000001e.manifest"))
    #expect(ToolRun("manifest", file).exitCode == 65)
    #expect(ToolRun("hexdump", file).exitCode == 65)
  }

  @Test("the places of a map, with those that runs put over them, are where records lie")
  func places() throws {
    let path = try ExampleStore.copy("compacted", to: scratch.file("store"))
    var places: [Int: String] = [:]
    let files = try ExampleStore.files(of: path)
    for kind in [".map", ".run"] {
      for file in files where file.hasSuffix(kind) {
        let verb = kind == ".map" ? "map" : "runs"
        let run = ToolRun(verb, file, "--json")
        #expect(run.exitCode == 0)
        for line in try run.objects() where line["line"] as? String == "place" {
          places[line["revision"] as? Int ?? 0] = line["place"] as? String
        }
      }
    }
    #expect(places.count > 20)
    var found = 0
    for file in files where file.hasSuffix(".segment") {
      for row in try ToolRun("segment", file, "--json").objects()
      where row["state"] as? String == "live" {
        let revision = try #require(row["revision"] as? Int)
        // What was committed since the basis is in no file of the index.
        guard let place = places[revision] else { continue }
        #expect(place == row["place"] as? String)
        found += 1
      }
    }
    #expect(found > 20)
  }

  @Test("the runs of a store name every live session in the family key; hashes are redacted")
  func runs() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let rows = try ToolRun("runs", path, "--json").objects()
    #expect(rows.count == (try ExampleStore.files(of: path)).count { $0.hasSuffix(".run") })
    var revisions: Set<Int> = []
    for row in rows where row["family"] as? String == "key" {
      let file = try #require(row["path"] as? String)
      let entries = try ToolRun("runs", file, "--json").objects()
      #expect(entries.count == row["entry_count"] as? Int)
      for entry in entries {
        revisions.insert(entry["revision"] as? Int ?? 0)
        #expect(entry["hash"] is NSNull)
      }
      let revealed = try ToolRun("runs", file, "--json", "--reveal").objects()
      #expect((revealed.first?["hash"] as? String)?.count == 16)
    }
    let live = try #require(
      try ToolRun("watermarks", path, "--json").objects().first?["live"] as? [[String: Any]])
    for range in live {
      let lower = range["first"] as? Int ?? 0
      for revision in lower...(range["last"] as? Int ?? 0) {
        #expect(revisions.contains(revision), "\(revision)")
      }
    }
  }

  @Test("a damaged page of a run or a map is named by its place, the others are shown")
  func damagedPage() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    for (verb, name) in [("runs", "00000017.run"), ("map", "0000001b.map")] {
      let file = "\(path)/\(name)"
      var bytes = try ExampleStore.bytes(of: file)
      bytes[5000] ^= 1
      try ExampleStore.write(bytes, to: file)
      let run = ToolRun(verb, file)
      #expect(run.exitCode == 65)
      #expect(run.text.contains("\(file):4096 is damaged"))
      #expect(ToolRun(verb, path).exitCode == 65)
      #expect(ToolRun("hexdump", "\(file):4096").exitCode == 65)
      bytes[70] ^= 1
      try ExampleStore.write(bytes, to: file)
      #expect(ToolRun(verb, file).exitCode == 65)
    }
  }

  @Test("watermarks says of each version what info says, where nothing lies behind the basis")
  func watermarks() throws {
    let path = try ExampleStore.copy("islands", to: scratch.file("store"))
    let lines = try ToolRun("watermarks", path, "--json").objects()
    let versions = lines.dropFirst()
    #expect(versions.count == 3 || versions.count == 4)
    let info = try ToolRun("info", path, "--json").object()
    let backups = try #require(info["backups"] as? [[String: Any]])
    for version in versions {
      let backup = try #require(version["backup"] as? [String: Any])
      let same = backups.first {
        ($0["backup"] as? [String: Any])?["version"] as? String == backup["version"] as? String
          && "\(($0["backup"] as? [String: Any])?["public_key"] ?? "")"
            == "\(backup["public_key"] ?? "")"
      }
      #expect(same?["watermark"] as? Int == version["watermark"] as? Int)
      #expect(same?["backed_up"] as? Int == version["backed_up"] as? Int)
    }
    let text = ToolRun("watermarks", path).text
    #expect(text.contains("sessions, ended by a reset") == (lines[0]["legacy_ended"] as? Bool))
  }

  @Test("damaged or missing watermarks are said to be so")
  func damagedWatermarks() throws {
    let path = try ExampleStore.copy("islands", to: scratch.file("store"))
    let file = "\(path)/00000022.watermarks"
    var bytes = try ExampleStore.bytes(of: file)
    bytes[150] ^= 4
    try ExampleStore.write(bytes, to: file)
    #expect(ToolRun("watermarks", path).exitCode == 65)
    #expect(ToolRun("watermarks", file).errors.contains("is damaged"))
    try FileManager.default.removeItem(atPath: file)
    let run = ToolRun("watermarks", path)
    #expect(run.exitCode == 65)
    #expect(run.errors.contains("00000022.watermarks is missing"))
  }
}
