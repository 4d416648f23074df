import Strandline
import StrandlineTestSupport
import Testing

@Suite("Hashes of names")
struct NameHashTests {
  @Test(
    "of a session's frame are those of its decoded name",
    arguments: [(0, 0, 0), (1, 0, 0), (2, 1, 32), (43, 43, 0), (20, 43, 32), (255, 255, 255)])
  func frames(_ room: Int, _ session: Int, _ sender: Int) throws {
    let hash = NameHash(SipHash(key0: 1, key1: 2))
    let bytes = { (count: Int, first: UInt8) in (0..<count).map { first &+ UInt8($0) } }
    let name = FrameName(
      first: bytes(room, 3), second: bytes(session, 90), third: bytes(sender, 7), senderDataKind: 4)
    let buffer = ByteBuffer()
    name.append(to: buffer)
    let parts = try buffer.array().withUnsafeBytes { hash.session(try FrameNameParts($0)) }
    let names = try #require(hash.names(of: name, kind: .session))
    #expect(parts.key == names.key && parts.room == names.room && parts.sender == names.sender)
  }

  @Test("equal bytes in another place or of another kind have another one")
  func apart() {
    let hash = NameHash(SipHash(key0: 1, key1: 2))
    let hashes = [
      hash.hash(.session, [1, 2], [3]), hash.hash(.session, [1], [2, 3]),
      hash.hash(.session, [1, 2, 3]), hash.hash(.room, [1, 2, 3]), hash.hash(.setting, [1, 2, 3]),
      hash.sender([1, 2, 3], kind: 0), hash.sender([1, 2, 3], kind: 1),
      hash.sender([1, 2], kind: 3),
    ]
    #expect(Set(hashes).count == hashes.count)
  }
}
