import Strandline

/// Pseudo-random numbers: equal seeds give equal ones.
public struct RandomSource: Sendable {
  private var state: UInt64

  /// Makes a source.
  public init(seed: UInt64) { state = seed }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A number of 0..<`limit`.
  public mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  /// The next `count` bytes, which do not compress.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count + 8) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      for offset in stride(from: 0, to: count, by: 8) {
        bytes.storeBytes(of: next().littleEndian, toByteOffset: offset, as: UInt64.self)
      }
      filled = count
    }
  }
}

extension SessionKey {
  private static let sessionsPerRoom = 300
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// A key of the real shape and always the same length, neighbours in one room.
  init(number: Int, random: inout RandomSource) {
    self.init(roomNumber: number / Self.sessionsPerRoom, random: &random)
  }

  /// A key of the real shape and always the same length, in a room of our choice.
  init(roomNumber: Int, random: inout RandomSource) {
    let room = "!room\(100_000_000 + roomNumber)abcd:matrix.example.org"
    self.init(
      room: Array(room.utf8), session: random.bytes(43).map { Self.digits[Int($0 & 63)] })
  }
}
