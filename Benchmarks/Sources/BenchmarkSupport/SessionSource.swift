public import Strandline

/// Makes sessions with names of real shapes and payloads that do not compress.
public struct SessionSource: Sendable {
  private static let sessionsPerRoom: UInt64 = 300
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private let payloadByteCount: Int
  private var random: UInt64
  private var made: UInt64 = 0

  /// Makes a source; equal seeds give equal sessions.
  public init(payloadByteCount: Int, seed: UInt64) {
    self.payloadByteCount = payloadByteCount
    random = seed
  }

  /// The next `count` sessions.
  public mutating func next(_ count: Int) -> [SessionRecord] { (0..<count).map { _ in next() } }

  private mutating func next() -> SessionRecord {
    let room = "!room\(100_000_000 + made / Self.sessionsPerRoom)abcd:matrix.example.org"
    made += 1
    let session = bytes(43).map { Self.digits[Int($0 & 63)] }
    return SessionRecord(
      key: SessionKey(room: Array(room.utf8), session: session),
      payload: bytes(payloadByteCount), senderKey: bytes(Limits.senderKeyByteCount))
  }

  private mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      random &+= 0x9E37_79B9_7F4A_7C15
      var word = random
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      word ^= word >> 31
      for shift: UInt64 in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}

extension SessionStore {
  /// Saves sessions in batches of 100 and makes them durable at the end.
  public func fill(
    sessionCount: Int, payloadByteCount: Int, seed: UInt64, progress: (Int) -> Void
  ) throws(StoreError) {
    var source = SessionSource(payloadByteCount: payloadByteCount, seed: seed)
    var saved = 0
    while saved < sessionCount {
      let records = source.next(min(100, sessionCount - saved))
      _ = try save(records, durability: .ordered)
      saved += records.count
      progress(saved)
    }
    try flush()
  }

  /// Hands out and acknowledges everything that is pending for `version`.
  public func drain(to version: BackupVersion) throws(StoreError) {
    while true {
      let page = try pending(for: version, limit: 1_000)
      if page.isEmpty { return }
      _ = try acknowledge(page)
    }
  }
}
