/// Hashes names apart by what they name: equal bytes of two domains are two names.
package struct NameHash: Sendable, Hashable {
  package enum Domain: UInt8, Sendable {
    case session = 1
    case setting = 2
    case withheld = 3
    case lease = 4
    case room = 5
    case withheldRoom = 6
    case sender = 7
  }

  private let key: SipHash

  package init(_ key: SipHash) { self.key = key }

  package var sipHash: SipHash { key }

  package func hash(_ domain: Domain, _ first: [UInt8], _ second: [UInt8] = []) -> UInt64 {
    unsafe withUnsafeTemporaryAllocation(
      byteCount: 4 + first.count + second.count, alignment: 8
    ) { buffer in
      unsafe buffer.storeBytes(of: domain.rawValue, toByteOffset: 0, as: UInt8.self)
      unsafe buffer.storeBytes(of: 0, toByteOffset: 1, as: UInt8.self)
      unsafe buffer.storeBytes(
        of: UInt16(truncatingIfNeeded: first.count).littleEndian, toByteOffset: 2, as: UInt16.self)
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[4...]).copyBytes(from: first)
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[(4 + first.count)...])
        .copyBytes(from: second)
      return unsafe key.hash(
        UnsafeRawBufferPointer(rebasing: buffer[..<(4 + first.count + second.count)]))
    }
  }

  package func session(_ key: SessionKey) -> UInt64 { hash(.session, key.room, key.session) }

  package func sender(_ senderKey: [UInt8], kind: UInt8) -> UInt64 {
    hash(.sender, senderKey, [kind])
  }
}
