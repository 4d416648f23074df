import Strandline
import StrandlineInspect
import Testing

@Suite("Lines of acknowledgement")
struct UploadLineTests {
  @Test(
    "what pending prints is read",
    arguments: [
      #"{"room":"r","session":"s","first_known_index":7}"#,
      #" { "first_known_index" : 7 , "session" : "s" , "room" : "r" } "# + "\r",
      #"{"room":"\u0072","x":{"room":["{",1e3,{"a":null}]},"session":{"base64":"cw=="},"first_known_index":7}"#,
      #"{"payload":"z","n":-1.5,"room":"r","t":true,"session":"s","first_known_index":7,"e":[],"o":{}}"#,
    ])
  func good(line: String) throws {
    let upload = try UploadLine.upload(in: Array(line.utf8))
    #expect(upload == Upload(key: SessionKey(room: "r", session: "s"), firstKnownIndex: 7))
  }

  @Test("escapes become the bytes they stand for")
  func escapes() throws {
    let line =
      #"{"room":"\"\\\/\b\f\n\r\t\u00e9\uD83E\uDDF5","session":"\u0000","first_known_index":4294967295}"#
    let upload = try UploadLine.upload(in: Array(line.utf8))
    let room = Array("\"\\/\u{8}\u{c}\n\r\té🧵".utf8)
    #expect(upload == Upload(key: SessionKey(room: room, session: [0]), firstKnownIndex: .max))
  }

  @Test(
    "what is no such line is refused with its reason",
    arguments: [
      ("", .malformed), ("[]", .malformed), ("{", .malformed), ("{}", .missingField),
      (#"{"room":"r","session":"s"}"#, .missingField),
      (#"{"room":"r","room":"r","session":"s","first_known_index":1}"#, .malformed),
      (#"{"room":"r","session":"s","first_known_index":1},"#, .malformed),
      (#"{"room":"r","session":"s","first_known_index":1,}"#, .malformed),
      (#"{"room":"r","session":"s","first_known_index":1.0}"#, .malformed),
      (#"{"room":"r","session":"s","first_known_index":-1}"#, .badIndex),
      (#"{"room":"r","session":"s","first_known_index":01}"#, .malformed),
      (#"{"room":"r","session":"s","first_known_index":4294967296}"#, .badIndex),
      (#"{"room":"r","session":"s","first_known_index":"1"}"#, .badIndex),
      (#"{"room":"","session":"s","first_known_index":1}"#, .badIdentifier),
      (#"{"room":{"base64":"%"},"session":"s","first_known_index":1}"#, .badIdentifier),
      (#"{"room":{"redacted":1,"byte_count":3},"session":"s","first_known_index":1}"#, .redacted),
      (#"{"room":"\uD800","session":"s","first_known_index":1}"#, .malformed),
      (#"{"room":"\uD800\u0041","session":"s","first_known_index":1}"#, .malformed),
      (#"{"room":"\x","session":"s","first_known_index":1}"#, .malformed),
      (#"{"room":"\u00"#, .malformed), (#"{"x":nul}"#, .malformed), (#"{"x":]}"#, .malformed),
      (#"{"x":,"room":"r"}"#, .malformed), ("{\"room\":\"a\nb\"}", .malformed),
    ] as [(String, UploadLine.Failure)])
  func bad(line: String, reason: UploadLine.Failure) {
    #expect(throws: reason) { try UploadLine.upload(in: Array(line.utf8)) }
  }

  @Test("a hundred thousand levels of nesting are passed over")
  func deep() throws {
    let nest = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    let line = #"{"x":"# + nest + #","room":"r","session":"s","first_known_index":0}"#
    _ = try UploadLine.upload(in: Array(line.utf8))
  }

  @Test("every cut and every changed byte of a line is an upload or a reason, never a trap")
  func mutations() {
    let line = Array(
      #"{"room":"\u00e9!","session":{"base64":"cw=="},"first_known_index":7,"x":[1,{"y":null}]}"#
        .utf8)
    for end in 0..<line.count {
      #expect(throws: UploadLine.Failure.self) { try UploadLine.upload(in: Array(line[..<end])) }
    }
    var uploads = 0
    for index in line.indices {
      for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x80, 0xFF] {
        var changed = line
        changed[index] = byte
        if (try? UploadLine.upload(in: changed)) != nil { uploads += 1 }
      }
    }
    #expect(uploads < line.count * 7)
  }
}
