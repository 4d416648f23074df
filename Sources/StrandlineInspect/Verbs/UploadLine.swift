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
    let members: [JSONMember]
    do {
      members = try JSONMember.members(of: line[...])
    } catch {
      throw .malformed
    }
    guard let room = try only("room", of: members),
      let session = try only("session", of: members),
      let number = try only("first_known_index", of: members)
    else { throw .missingField }
    var scanner = LineScanner(number)
    guard let index = scanner.index() else { throw .badIndex }
    guard scanner.isAtEnd else { throw .malformed }
    let key = try SessionKey(room: identifier(room), session: identifier(session))
    return Upload(key: key, firstKnownIndex: index)
  }

  private static func only(
    _ name: String, of members: [JSONMember]
  ) throws(Failure) -> ArraySlice<UInt8>? {
    let found = members.filter { $0.isNamed(name) }
    guard found.count <= 1 else { throw .malformed }
    return found.first?.value
  }

  /// A string, or an object that holds base64.
  private static func identifier(_ value: ArraySlice<UInt8>) throws(Failure) -> [UInt8] {
    var bytes: [UInt8]
    if value.first == UInt8(ascii: "\""), let text = LineScanner.text(of: value) {
      bytes = text
    } else if let members = try? JSONMember.members(of: value), let only = members.first {
      guard !only.isNamed("redacted") else { throw .redacted }
      guard members.count == 1, only.isNamed("base64"), let text = only.text,
        let decoded = Base64Text.decode(text)
      else { throw .badIdentifier }
      bytes = decoded
    } else {
      throw .malformed
    }
    guard (1...Limits.idByteCountMax).contains(bytes.count) else { throw .badIdentifier }
    return bytes
  }
}
