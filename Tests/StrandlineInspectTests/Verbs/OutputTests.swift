import Foundation
import StrandlineInspect
import Testing

@Suite("Output")
struct OutputTests {
  @Test(
    "a JSON string survives any text",
    arguments: [
      "", "plain", "quote \" backslash \\", "\u{0}\u{1}\u{8}\t\n\u{1F}\u{7F}\u{9B}31m",
      "ü 🧵 e\u{301}",
      "\u{2028}\u{2029}\u{202E}\u{2066}",
    ])
  func strings(text: String) throws {
    var line: [UInt8] = []
    JSONOutput.array([.text(text)]).append(to: &line)
    let decoded = try JSONSerialization.jsonObject(with: Data(line)) as? [String]
    let only = try #require(decoded?.first)
    #expect(Array(only.utf8) == Array(text.utf8))
    // Nothing in it steers a terminal or ends the line.
    let harmful: (Unicode.Scalar) -> Bool = {
      $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || (0x2028...0x202E).contains($0.value)
        || (0x2066...0x2069).contains($0.value)
    }
    #expect(!String(decoding: line, as: UTF8.self).unicodeScalars.contains(where: harmful))
  }

  @Test("bytes that are no text are given in base64")
  func bytes() {
    var line: [UInt8] = []
    JSONOutput.array([.bytes([0xFF, 0xFE]), .bytes(Array("é".utf8)), .bytes([])]).append(to: &line)
    #expect(String(decoding: line, as: UTF8.self) == #"[{"base64":"//4="},"é",""]"#)
  }

  @Test(
    "base64 is what Foundation makes of it, and only canonical text is read back",
    arguments: 0...40)
  func base64(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }
    let text = Data(bytes).base64EncodedString()
    #expect(Base64Text.encode(bytes) == text)
    #expect(Base64Text.decode(Array(text.utf8)) == bytes)
    #expect(Base64Text.decode(Array(text.utf8.filter { $0 != UInt8(ascii: "=") })) == bytes)
  }

  @Test(
    "what is not canonical base64 is refused",
    arguments: [
      "A", "AB=", "AB===", "====", "AA=A", "AB==", "A_==", "QQ=", "QQ==\n",
    ])
  func badBase64(text: String) { #expect(Base64Text.decode(Array(text.utf8)) == nil) }

  @Test(
    "quantities read well",
    arguments: [
      (Quantity.count(0), "0"), (Quantity.count(999), "999"), (Quantity.count(300_000), "300,000"),
      (Quantity.bytes(0), "0 B"), (Quantity.bytes(9_999), "9,999 B"),
      (Quantity.bytes(10_000), "10.0 kB"), (Quantity.bytes(1_234_567_890), "1.2 GB"),
      (Quantity.bytes(.max), "18,446,744.0 TB"),
      (Quantity.time(.microseconds(1)), "1.00 µs"), (Quantity.time(.microseconds(412)), "412 µs"),
      (Quantity.time(.milliseconds(12)), "12.0 ms"), (Quantity.time(.seconds(2.25)), "2.25 s"),
      (Quantity.time(.seconds(3661)), "3,661 s"), (Quantity.time(.zero), "0.00 µs"),
    ])
  func quantities(text: String, expected: String) { #expect(text == expected) }

  @Test("a device that is full is an I/O error, said once")
  func fullDevice() throws {
    guard let device = FileHandle(forWritingAtPath: "/dev/full") else {
      print("skipped: this system has no /dev/full")
      return
    }
    let console = Console(
      output: Output(descriptor: device.fileDescriptor, name: "standard output"),
      errors: Output(), input: LineSource([]))
    #expect(Tool.run(arguments: ["help"], console: console) == 74)
    let errors = String(decoding: console.errors.collected, as: UTF8.self)
    #expect(errors.split(separator: "\n").count == 1)
    #expect(errors.contains("cannot write to standard output"))
  }

  @Test("lines are cut at line feeds, the last one may lack it")
  func lines() throws {
    let source = LineSource(Array("one\n\nthree".utf8))
    var lines: [String] = []
    while let line = try source.nextLine() { lines.append(String(decoding: line, as: UTF8.self)) }
    #expect(lines == ["one", "", "three"])
  }

  @Test("a line without an end is refused, not gathered for ever")
  func endlessLine() throws {
    guard FileManager.default.fileExists(atPath: "/dev/zero") else {
      print("skipped: this system has no /dev/zero")
      return
    }
    let source = try LineSource(path: "/dev/zero")
    #expect { try source.nextLine() } throws: { ($0 as? ToolFailure)?.exitCode == .damage }
  }
}
