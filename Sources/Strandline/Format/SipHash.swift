/// SipHash-2-4 (Aumasson and Bernstein, 2012), keyed per store so that no one can choose ids that
/// collide.
package struct SipHash: Sendable, Hashable {
  package let key0: UInt64
  package let key1: UInt64

  package init(key0: UInt64, key1: UInt64) {
    self.key0 = key0
    self.key1 = key1
  }

  /// The 64-bit hash of `bytes`.
  package func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = State(key0: key0, key1: key1)
    let reader = unsafe ByteReader(bytes)
    let whole = bytes.count & ~7
    var offset = 0
    while offset < whole {
      state.absorb(reader.u64(at: offset))
      offset += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    for index in whole..<bytes.count {
      last |= UInt64(reader.u8(at: index)) << UInt64(8 * (index - whole))
    }
    state.absorb(last)
    return state.finish()
  }

  /// The hash of four bytes, the little-endian `prefix`, and of `bytes` behind them.
  package func hash(prefix: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let reader = unsafe ByteReader(bytes)
    guard bytes.count >= 4 else { return hashShort(prefix, reader) }
    var state = State(key0: key0, key1: key1)
    state.absorb(UInt64(prefix) | UInt64(reader.u32(at: 0)) << 32)
    var offset = 4
    while offset + 8 <= bytes.count {
      state.absorb(reader.u64(at: offset))
      offset += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count + 4) << 56
    for index in offset..<bytes.count {
      last |= UInt64(reader.u8(at: index)) << UInt64(8 * (index - offset))
    }
    state.absorb(last)
    return state.finish()
  }

  /// Fewer than eight bytes in all.
  private func hashShort(_ prefix: UInt32, _ reader: ByteReader) -> UInt64 {
    var state = State(key0: key0, key1: key1)
    var last = UInt64(prefix) | UInt64(truncatingIfNeeded: reader.count + 4) << 56
    for index in 0..<reader.count {
      last |= UInt64(reader.u8(at: index)) << UInt64(8 * (index + 4))
    }
    state.absorb(last)
    return state.finish()
  }

  private struct State {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    init(key0: UInt64, key1: UInt64) {
      v0 = key0 ^ 0x736f_6d65_7073_6575
      v1 = key1 ^ 0x646f_7261_6e64_6f6d
      v2 = key0 ^ 0x6c79_6765_6e65_7261
      v3 = key1 ^ 0x7465_6462_7974_6573
    }

    mutating func round() {
      v0 &+= v1
      v1 = rotate(v1, 13) ^ v0
      v0 = rotate(v0, 32)
      v2 &+= v3
      v3 = rotate(v3, 16) ^ v2
      v0 &+= v3
      v3 = rotate(v3, 21) ^ v0
      v2 &+= v1
      v1 = rotate(v1, 17) ^ v2
      v2 = rotate(v2, 32)
    }

    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func finish() -> UInt64 {
      v2 ^= 0xff
      for _ in 0..<4 { round() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
      (value << count) | (value >> (64 - count))
    }
  }
}
