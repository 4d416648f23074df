public import Strandline

/// Sessions by number: a number always gives the same session, so nobody has to keep the keys.
public struct SessionSeries: Sendable {
  /// What a record holds besides its names and its payload: the sender key.
  private static let restByteCount = 32

  /// Bytes of a payload.
  public let payloadByteCount: Int
  private let seed: UInt64
  private let order: Order

  /// In which order the rooms come.
  public enum Order: Sendable {
    /// One room after the other, as an import has them.
    case byRoom
    /// From all of a thousand rooms, as they arrive.
    case byArrival
  }

  private static let roomCount = 1_000

  /// Makes a series; those of other seeds have no session in common.
  public init(payloadByteCount: Int, seed: UInt64, order: Order = .byRoom) {
    self.payloadByteCount = payloadByteCount
    self.seed = seed
    self.order = order
  }

  /// Bytes of the two names of any session.
  public var nameByteCount: Int {
    let key = key(0)
    return key.room.count + key.session.count
  }

  /// Bytes of information in any record: names, payload, sender key.
  public var recordByteCount: Int { nameByteCount + payloadByteCount + Self.restByteCount }

  /// The key of a session.
  public func key(_ number: Int) -> SessionKey {
    var random = source(number, stream: 0)
    return key(number, &random)
  }

  private func key(_ number: Int, _ random: inout RandomSource) -> SessionKey {
    switch order {
    case .byRoom: return SessionKey(number: number, random: &random)
    case .byArrival:
      let room = random.below(Self.roomCount)
      return SessionKey(roomNumber: room, random: &random)
    }
  }

  /// A session; its editions differ in the payload only.
  public func record(
    _ number: Int, firstKnownIndex: UInt32 = 0, edition: UInt64 = 0
  ) -> SessionRecord {
    var names = source(number, stream: 0)
    var contents = source(number, stream: edition + 1)
    return SessionRecord(
      key: key(number, &names),
      payload: contents.bytes(payloadByteCount), firstKnownIndex: firstKnownIndex,
      senderKey: names.bytes(Limits.senderKeyByteCount))
  }

  /// A source far from that of any other number: seeds beside each other would overlap.
  private func source(_ number: Int, stream: UInt64) -> RandomSource {
    var scrambler = RandomSource(seed: UInt64(number) | stream << 40)
    return RandomSource(seed: scrambler.next() ^ (seed &* 0xD6E8_FEB8_6659_FD93))
  }
}
