/// The state of a Megolm session at one message: four parts of 32 bytes and the message's index.
///
/// Each part stands for a byte of the index. When a byte moves on, its part is replaced by a hash
/// of itself and the parts behind it are made anew from it, so that the way leads forward only.
package struct MegolmRatchet: Hashable, Sendable {
  private static let partCount = 4
  private static let partByteCount = 32

  package private(set) var index: UInt32
  private var parts: [[UInt8]]

  package init(_ key: ExportedKey) {
    index = key.index
    let bytes = Array(key.ratchet)
    parts = (0..<Self.partCount).map {
      Array(bytes[$0 * Self.partByteCount..<($0 + 1) * Self.partByteCount])
    }
  }

  /// The 128 bytes of the state.
  package var bytes: [UInt8] { parts.flatMap { $0 } }

  /// Moves on to a later index: at most 1,026 hashes, however far away it is.
  package mutating func advance(
    to target: UInt32, _ system: SystemCryptography
  ) throws(ToolFailure) {
    precondition(target >= index, "a ratchet never goes back")
    for part in 0..<Self.partCount {
      let shift = UInt32(8 * (Self.partCount - 1 - part))
      let isBehind = index >> shift != target >> shift
      guard isBehind else { continue }
      // What came before made the bytes above this one equal, so the difference is below 256.
      let steps = (target >> shift) - (index >> shift)
      for _ in 1..<steps { try rehash(from: part, into: part, system) }
      for behind in (part..<Self.partCount).reversed() {
        try rehash(from: part, into: behind, system)
      }
      index = (target >> shift) << shift
    }
  }

  private mutating func rehash(
    from source: Int, into part: Int, _ system: SystemCryptography
  ) throws(ToolFailure) {
    parts[part] = try system.authenticationCode(of: [UInt8(part)], key: parts[source])
  }
}
