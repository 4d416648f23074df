import Strandline
import StrandlineInspect

/// Lines that name uploads, as the tool reads them to acknowledge.
enum UploadTarget {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    let source = LineSource(bytes)
    var lines: [[UInt8]] = []
    do {
      while let line = try source.nextLine() { lines.append(line) }
    } catch { throw FuzzFinding("lines in memory cannot be read: \(error.message)") }
    let joined = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    try require(
      joined == bytes || joined + [UInt8(ascii: "\n")] == bytes, "lines are not what there was")
    for line in lines { try upload(line) }
  }

  private static func upload(_ line: [UInt8]) throws(FuzzFinding) {
    let upload: Upload
    do throws(UploadLine.Failure) {
      upload = try UploadLine.upload(in: line)
    } catch { return }
    try require(JSONGrammar.verdict(on: line) != .broken, "broken JSON names an upload")
    let room = Base64Text.encode(upload.key.room)
    let session = Base64Text.encode(upload.key.session)
    let plain =
      #"{"first_known_index":\#(upload.firstKnownIndex),"session":{"base64":"\#(session)"},"#
      + #""room":{"base64":"\#(room)"}}"#
    let reread = try again(plain)
    try require(reread == upload, "an upload becomes another one")
  }

  private static func again(_ text: String) throws(FuzzFinding) -> Upload {
    do throws(UploadLine.Failure) {
      return try UploadLine.upload(in: Array(text.utf8))
    } catch { throw FuzzFinding("an upload cannot be written: \(error.sentence)") }
  }

  @Sendable static func seeds() -> [String: [UInt8]] {
    let lines = #"""
      {"room":"!a:example.org","session":"s\u0031\ud83d\ude00","first_known_index":5}

      {"x":{"room":[1,-2.5e+3]},"room":{"base64":"AAEC"},"session":"s","first_known_index":0}
      {"room":{"redacted":true},"session":"s","first_known_index":4294967295}
      """#
    return ["lines": Array(lines.utf8)]
  }
}
