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
    guard !second.isEmpty else {
      return unsafe first.withUnsafeBytes { bytes in
        unsafe hash(domain, bytes, firstByteCount: bytes.count)
      }
    }
    return unsafe withUnsafeTemporaryAllocation(
      byteCount: first.count + second.count, alignment: 8
    ) { buffer in
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<first.count]).copyBytes(from: first)
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[first.count...]).copyBytes(from: second)
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<(first.count + second.count)])
      return unsafe hash(domain, bytes, firstByteCount: first.count)
    }
  }

  /// The hash of two strings that lie one behind the other.
  private func hash(
    _ domain: Domain, _ bytes: UnsafeRawBufferPointer, firstByteCount: Int
  ) -> UInt64 {
    let length = UInt32(UInt16(truncatingIfNeeded: firstByteCount))
    return unsafe key.hash(prefix: UInt32(domain.rawValue) | length << 16, bytes)
  }

  package func session(_ key: SessionKey) -> UInt64 { hash(.session, key.room, key.session) }

  package func sender(_ senderKey: [UInt8], kind: UInt8) -> UInt64 {
    unsafe senderKey.withUnsafeBytes { unsafe sender($0, kind: kind) }
  }

  private func sender(_ senderKey: UnsafeRawBufferPointer, kind: UInt8) -> UInt64 {
    unsafe withUnsafeTemporaryAllocation(byteCount: senderKey.count + 1, alignment: 8) { buffer in
      unsafe buffer.copyMemory(from: senderKey)
      unsafe buffer[senderKey.count] = kind
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[...senderKey.count])
      return unsafe hash(.sender, bytes, firstByteCount: senderKey.count)
    }
  }

  /// What the name of a session's frame is looked up by, straight from its bytes.
  package func session(_ name: FrameNameParts) -> SessionIndex.Names {
    let sender = unsafe name.third
    return unsafe SessionIndex.Names(
      key: hash(.session, name.firstAndSecond, firstByteCount: name.firstByteCount),
      room: hash(.room, name.first, firstByteCount: name.firstByteCount),
      sender: sender.isEmpty ? nil : self.sender(sender, kind: name.senderDataKind))
  }
}
