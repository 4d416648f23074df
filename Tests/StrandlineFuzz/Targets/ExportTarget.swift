import StrandlineInspect

/// An encrypted room-key export.
///
/// The first byte: 1 is followed by the text of a file; 0 by what a file is made from, which then
/// has to be read, and after a change must not be. Rounds are few in all of them.
enum ExportTarget {
  private static let passphrase = Array("pass phrase".utf8)
  /// The system's cryptography; without it nothing behind the first line is looked at.
  private static var system: SystemCryptography? { try? SystemCryptography() }
  private static let file = RewindableFile()

  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    var input = FuzzInput(bytes)
    if input.byte() & 1 != 0 {
      _ = try read(Array(input.rest))
    } else if let system {
      try written(&input, system)
    }
  }

  private static func written(
    _ input: inout FuzzInput, _ system: SystemCryptography
  ) throws(FuzzFinding) {
    let style = input.byte()
    let width = Int(input.byte())
    let change = input.u16()
    let export = ArmouredExport(
      salt: input.padded(16), counter: input.padded(16), rounds: 1 + input.byte() % 4,
      plaintext: Array(input.rest))
    var body: [UInt8]
    do throws(ToolFailure) {
      body = try export.body(passphrase, system)
    } catch { throw FuzzFinding("an export cannot be written: \(error.message)") }
    func text() -> [UInt8] {
      ArmouredExport.text(
        body, width: width, lineEnd: style & 1 == 0 ? "\n" : "\r\n", isPadded: style & 2 == 0,
        hasLastEnd: style & 4 == 0)
    }
    let plaintext = try read(text())
    try require(plaintext == export.plaintext, "an export is not read as it was written")
    // The rounds stay as they are, or most of the time would go into them.
    let place = change % body.count
    guard style & 8 != 0, !(33..<37).contains(place) else { return }
    body[place] ^= UInt8(1) << (style >> 5)
    let changed = try read(text())
    try require(changed == nil, "an export that was changed is read")
  }

  /// The text inside an export; nil where it is refused.
  private static func read(_ text: [UInt8]) throws(FuzzFinding) -> [UInt8]? {
    guard let source = file?.source(text) else { throw FuzzFinding("no file to read from") }
    let console = Console(output: Output(), errors: Output(), input: LineSource([]))
    do throws(ToolFailure) {
      let export = try EncryptedExport(source, name: "input", roundsMax: 64)
      guard let system else { return nil }
      let keys = try export.unlock(passphrase, system, console)
      let stream = try export.plaintext(keys, system)
      var plaintext: [UInt8] = []
      while let piece = try stream.nextBytes() { plaintext += piece }
      return plaintext
    } catch {
      try require(error.exitCode == .damage, "refused for no damage: \(error.message)")
      return nil
    }
  }

  @Sendable static func seeds() throws(FuzzFinding) -> [String: [UInt8]] {
    let head: [UInt8] = Array(1...16) + [UInt8](repeating: 0xFF, count: 16) + [2]
    let plaintext = Array(#"[{"algorithm":"m.megolm.v1.aes-sha2"}]"#.utf8)
    var seeds: [String: [UInt8]] = [
      "made": [0, 0, 76, 0, 0] + head + plaintext, "changed": [0, 15, 0, 60, 0] + head + plaintext,
    ]
    // Without the cryptography this one cannot be made.
    if let system {
      do throws(ToolFailure) {
        let export = ArmouredExport(
          salt: Array(1...16), counter: [UInt8](repeating: 7, count: 16), rounds: 2,
          plaintext: plaintext)
        seeds["text"] =
          [1]
          + ArmouredExport.text(
            try export.body(passphrase, system), width: 64, lineEnd: "\n", isPadded: true,
            hasLastEnd: true)
      } catch { throw FuzzFinding("an export cannot be written: \(error.message)") }
    }
    return seeds
  }
}
