public import Strandline

/// Makes sessions with names of real shapes and payloads that do not compress.
public struct SessionSource: Sendable {
  private let payloadByteCount: Int
  private var random: RandomSource
  private var made = 0

  /// Makes a source; equal seeds give equal sessions.
  public init(payloadByteCount: Int, seed: UInt64) {
    self.payloadByteCount = payloadByteCount
    random = RandomSource(seed: seed)
  }

  /// The next `count` sessions.
  public mutating func next(_ count: Int) -> [SessionRecord] { (0..<count).map { _ in next() } }

  private mutating func next() -> SessionRecord {
    let key = SessionKey(number: made, random: &random)
    made += 1
    let payload = random.bytes(payloadByteCount)
    return SessionRecord(
      key: key, payload: payload, senderKey: random.bytes(Limits.senderKeyByteCount))
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
