import Strandline

/// Sessions that look like a real account's: names of real shapes, payloads that do not compress.
struct DemoSessions: Sendable {
  /// Sessions of one room stand together, as they do when a client joins one after the other.
  private static let sessionsPerRoom = 300
  private static let senderCount = 64

  private let payloadByteCount: Int
  private let senders: [[UInt8]]
  private var random: RandomBytes
  private var made = 0
  private var room: [UInt8] = []

  init(payloadByteCount: Int, seed: UInt64 = 1) {
    self.payloadByteCount = payloadByteCount
    var random = RandomBytes(seed: seed)
    senders = (0..<Self.senderCount).map { _ in random.bytes(Limits.senderKeyByteCount) }
    self.random = random
  }

  /// The next sessions.
  mutating func next(_ count: Int) -> [SessionRecord] { (0..<count).map { _ in next() } }

  private mutating func next() -> SessionRecord {
    if made.isMultiple(of: Self.sessionsPerRoom) { room = nextRoom() }
    made += 1
    var session = Array(Base64Text.encode(random.bytes(32)).utf8)
    // 43 digits: session ids are written without padding.
    session.removeLast()
    let word = random.next()
    return SessionRecord(
      key: SessionKey(room: room, session: session), payload: random.bytes(payloadByteCount),
      firstKnownIndex: UInt32(word % 100), senderKey: senders[Int(word >> 32) % senders.count],
      senderDataKind: UInt8(word >> 8 & 3))
  }

  private mutating func nextRoom() -> [UInt8] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    let name = random.bytes(18).map { letters[Int($0) % letters.count] }
    return [UInt8(ascii: "!")] + name + Array(":matrix.example.org".utf8)
  }
}
