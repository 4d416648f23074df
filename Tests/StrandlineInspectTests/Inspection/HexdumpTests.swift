import Foundation
import StrandlineInspect
import Testing

@Suite("hexdump")
struct HexdumpTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("its fields are those of the format's pages, every table of them")
  func layouts() throws {
    let tables = Set(try FormatTable.all())
    let known = FieldLayout.all.map { layout in
      var offset = 0
      let rows = layout.fields.map { field in
        defer { offset += field.byteCount }
        return FormatTable.Row(name: field.name, offset: offset, byteCount: field.byteCount)
      }
      return FormatTable(page: layout.page, heading: layout.heading, rows: rows)
    }
    #expect(Set(known).count == known.count)
    for table in known { #expect(tables.contains(table), "\(table.page), \(table.heading)") }
    // What the tool itself stores is no part of a file's structure.
    for table in tables where table.page != "imported-session" {
      #expect(known.contains(table), "\(table.page), \(table.heading) is missing")
    }
  }

  @Test(
    "every byte of every file has a field, and the bytes shown are the file's",
    arguments: ExampleStore.all)
  func wholeFiles(name: String) throws {
    let path = try ExampleStore.copy(name, to: scratch.file("store"))
    for file in try ExampleStore.files(of: path) {
      let bytes = try ExampleStore.bytes(of: file)
      for options in [[], ["--reveal"]] {
        let run = ToolRun(["hexdump", file, "--json"] + options)
        #expect(run.exitCode == 0 || ["cut", "flipped", "torn"].contains(name), "\(file)")
        var end = 0
        for field in try run.objects() {
          #expect(field["offset"] as? Int == end, "\(file)")
          let count = field["byte_count"] as? Int ?? 0
          if let hex = field["hex"] as? String {
            let digits = bytes[end..<end + count].map { byte in
              (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            #expect(hex == digits.joined())
          }
          end += count
        }
        #expect(end == bytes.count, "\(file)")
      }
    }
  }

  @Test("payloads are never shown, ids with --reveal only, and nothing of a damaged stretch")
  func secrets() throws {
    let path = try StoreFixture.make(at: scratch.file("store"), count: 10, backedUp: 4)
    func hex(_ text: String) -> String {
      text.utf8.map { String($0, radix: 16) }.joined()
    }
    let payload = hex("payload that is secret")
    let room = hex("roomnamethatissecret")
    for isDamaged in [false, true] {
      for file in try ExampleStore.files(of: path) {
        if isDamaged {
          // Every header fails: what follows could be anything.
          var bytes = try ExampleStore.bytes(of: file)
          for offset in stride(from: 129, to: bytes.count, by: 8) { bytes[offset] ^= 0x55 }
          try ExampleStore.write(bytes, to: file)
        }
        for options in [[], ["--json"]] {
          let plain = ToolRun(["hexdump", file] + options).text.replacing(" ", with: "")
          #expect(!plain.contains(payload) && !plain.contains(room))
          #expect(!plain.contains("secret"))
          let revealed = ToolRun(["hexdump", file, "--reveal"] + options).text
            .replacing(" ", with: "")
          #expect(!revealed.contains(payload) && !revealed.contains("payloadthatissecret"))
          if !isDamaged, file.hasSuffix("00000001.segment") {
            #expect(revealed.contains("roomnamethatissecret"))
          }
        }
      }
    }
  }

  @Test("whatever is broken in a file, it is shown as far as it goes", arguments: 0..<6)
  func broken(round: Int) throws {
    let path = try ExampleStore.copy("islands", to: scratch.file("store"))
    var state = UInt64(round &+ 1)
    for file in try ExampleStore.files(of: path) {
      let whole = try ExampleStore.bytes(of: file)
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var bytes = whole
        let place = Int(state >> 33) % bytes.count
        bytes[place] ^= UInt8(1 << (state >> 60 & 7))
        if state >> 32 & 3 == 0 { bytes.removeLast(Int(state >> 40) % bytes.count) }
        try ExampleStore.write(bytes, to: file)
        let verbs = ["hexdump"] + (file.hasSuffix(".segment") ? ["segment"] : [])
        for verb in verbs {
          let run = ToolRun(verb, file)
          #expect([0, 65, 69].contains(run.exitCode), "\(verb) \(file): \(run.errors)")
        }
      }
      try ExampleStore.write([], to: file)
      #expect(ToolRun("hexdump", file).exitCode == (file.hasSuffix("LOCK") ? 0 : 65))
      try ExampleStore.write(whole, to: file)
    }
  }

  @Test("a structure is shown by any offset in it")
  func inside() throws {
    let path = try ExampleStore.copy("clean", to: scratch.file("store"))
    let file = "\(path)/00000001.segment"
    let text = ToolRun("hexdump", "\(file):184").text
    #expect(text.hasPrefix("\(file):184  frame: session\n"))
    for offset in [185, 200, 280] { #expect(ToolRun("hexdump", "\(file):\(offset)").text == text) }
    #expect(ToolRun("hexdump", "\(path)/00000005.run:5000").text.contains("page 1: key entries"))
  }
}
