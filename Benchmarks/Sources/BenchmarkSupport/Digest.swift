public import Strandline

/// Sums over bytes that tell whether the right ones were read.
public struct Digest: Sendable, Equatable {
  /// How many sessions went in.
  public private(set) var count = 0
  private var sum: UInt64 = 0

  /// Makes an empty one.
  public init() {}

  /// Adds a session; the order of the sessions does not matter, that of their bytes does.
  public mutating func add(_ record: SessionRecord) {
    var mix = UInt64(record.firstKnownIndex)
    for part in [record.key.room, record.key.session, record.senderKey, record.payload] {
      mix = part.withUnsafeBytes { Self.mix($0, from: mix &+ 1) }
    }
    sum &+= mix
    count += 1
  }

  /// The sum of all words: every byte is touched, at the speed of memory.
  @inline(never)
  public static func sum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var total = UInt64(bytes.count)
    let wordCount = bytes.count / 8
    for index in 0..<wordCount {
      total &+= bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
    }
    for byte in bytes[(wordCount * 8)...] { total &+= UInt64(byte) }
    return total
  }

  private static func mix(_ bytes: UnsafeRawBufferPointer, from start: UInt64) -> UInt64 {
    var mix = start &+ UInt64(bytes.count)
    let wordCount = bytes.count / 8
    for index in 0..<wordCount {
      let word = bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
      mix = (mix ^ word) &* 0x9E37_79B9_7F4A_7C15
      mix ^= mix >> 29
    }
    for byte in bytes[(wordCount * 8)...] { mix = (mix ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return mix
  }
}

extension SessionSeries {
  /// The digest of the first `count` sessions.
  public func digest(count: Int, firstKnownIndex: UInt32 = 0) -> Digest {
    var digest = Digest()
    for number in 0..<count { digest.add(record(number, firstKnownIndex: firstKnownIndex)) }
    return digest
  }
}
