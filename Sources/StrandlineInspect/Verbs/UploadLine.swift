package import Strandline

/// A line of `ack`'s input: an object with `room`, `session` and `first_known_index`.
package enum UploadLine {
  /// Why a line is none.
  package enum Failure: Error {
    case malformed
    case missingField
    case redacted
    case badIdentifier
    case badIndex

    /// What follows the line's number in the message; nothing of the line itself.
    package var sentence: String {
      switch self {
      case .malformed: "is not a JSON object, or names a field twice"
      case .missingField: "lacks room, session or first_known_index"
      case .redacted: "has redacted ids; `pending --json` shows them with --reveal"
      case .badIdentifier: "has an id that is not 1 to \(Limits.idByteCountMax) bytes"
      case .badIndex: "has a first_known_index that is not 0 to \(UInt32.max)"
      }
    }
  }

  /// The upload that a line names.
  package static func upload(in line: [UInt8]) throws(Failure) -> Upload {
    var scanner = LineScanner(line)
    var room: [UInt8]?
    var session: [UInt8]?
    var index: UInt32?
    var isFirst = true
    try scanner.expect("{")
    while !scanner.take("}") {
      if !isFirst { try scanner.expect(",") }
      isFirst = false
      let name = try scanner.string()
      try scanner.expect(":")
      switch String(decoding: name, as: UTF8.self) {
      case "room":
        guard room == nil else { throw .malformed }
        room = try identifier(&scanner)
      case "session":
        guard session == nil else { throw .malformed }
        session = try identifier(&scanner)
      case "first_known_index":
        guard index == nil else { throw .malformed }
        index = try scanner.index()
      default: try scanner.skipValue()
      }
    }
    guard scanner.isAtEnd else { throw .malformed }
    guard let room, let session, let index else { throw .missingField }
    return Upload(key: SessionKey(room: room, session: session), firstKnownIndex: index)
  }

  /// A string, or an object that holds base64.
  private static func identifier(_ scanner: inout LineScanner) throws(Failure) -> [UInt8] {
    var bytes: [UInt8]
    if scanner.take("{") {
      let name = try scanner.string()
      guard name == Array("base64".utf8) else {
        throw name == Array("redacted".utf8) ? .redacted : .badIdentifier
      }
      try scanner.expect(":")
      guard let decoded = Base64Text.decode(try scanner.string()) else { throw .badIdentifier }
      try scanner.expect("}")
      bytes = decoded
    } else {
      bytes = try scanner.string()
    }
    guard (1...Limits.idByteCountMax).contains(bytes.count) else { throw .badIdentifier }
    return bytes
  }
}
