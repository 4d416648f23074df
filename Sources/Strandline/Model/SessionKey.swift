/// The name of an inbound group session: a room id and a session id, compared byte for byte.
///
/// The same session id in two rooms names two sessions. Each id is 1…255 bytes; a key outside that
/// range can be built, is refused by writing calls and names nothing for reading ones.
public struct SessionKey: Hashable, Sendable {
  /// The room id, in bytes.
  public let room: [UInt8]
  /// The session id, in bytes.
  public let session: [UInt8]

  /// Makes a key from two texts; their UTF-8 bytes are the ids.
  public init(room: String, session: String) {
    self.init(room: Array(room.utf8), session: Array(session.utf8))
  }

  /// Makes a key from two byte strings.
  public init(room: [UInt8], session: [UInt8]) {
    self.room = room
    self.session = session
  }
}
