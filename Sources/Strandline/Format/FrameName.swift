/// The first part of a frame's body: up to three byte strings and the small facts that must be
/// readable although the payload is damaged. Formats/frame.md
package struct FrameName: Hashable, Sendable {
  package static let fixedByteCount = 8

  package var first: [UInt8]
  package var second: [UInt8]
  package var third: [UInt8]
  package var senderDataKind: UInt8
  package var firstKnownIndex: UInt32

  package init(
    first: [UInt8], second: [UInt8] = [], third: [UInt8] = [], senderDataKind: UInt8 = 0,
    firstKnownIndex: UInt32 = 0
  ) {
    self.first = first
    self.second = second
    self.third = third
    self.senderDataKind = senderDataKind
    self.firstKnownIndex = firstKnownIndex
  }

  package init(_ key: SessionKey) { self.init(first: key.room, second: key.session) }

  package init(_ record: SessionRecord) {
    self.init(
      first: record.key.room, second: record.key.session, third: record.senderKey,
      senderDataKind: record.senderDataKind, firstKnownIndex: record.firstKnownIndex)
  }

  package init(_ version: BackupVersion) {
    self.init(first: Array(version.version.utf8), second: version.publicKey)
  }

  package var key: SessionKey { SessionKey(room: first, session: second) }

  /// The backup version of a control frame; nil when the string is not UTF-8.
  package var version: BackupVersion? {
    guard let text = String(validating: first, as: UTF8.self) else { return nil }
    return BackupVersion(text, publicKey: second)
  }

  package var byteCount: Int {
    Self.fixedByteCount + first.count + second.count + third.count
  }

  package func append(to buffer: ByteBuffer) {
    let start = buffer.appendZeros(Self.fixedByteCount)
    buffer.store(UInt8(first.count), at: start)
    buffer.store(UInt8(second.count), at: start + 1)
    buffer.store(UInt8(third.count), at: start + 2)
    buffer.store(senderDataKind, at: start + 3)
    buffer.store(firstKnownIndex, at: start + 4)
    buffer.append(first)
    buffer.append(second)
    buffer.append(third)
  }

  package init(decoding bytes: UnsafeRawBufferPointer) throws(FormatError) {
    let parts = try unsafe FrameNameParts(bytes)
    senderDataKind = parts.senderDataKind
    firstKnownIndex = parts.firstKnownIndex
    first = unsafe [UInt8](parts.first)
    second = unsafe [UInt8](parts.second)
    third = unsafe [UInt8](parts.third)
  }
}

/// A name in borrowed bytes.
@safe package struct FrameNameParts {
  package let senderDataKind: UInt8
  package let firstKnownIndex: UInt32
  private let strings: UnsafeRawBufferPointer
  package let firstByteCount: Int
  private let secondByteCount: Int

  package init(_ bytes: UnsafeRawBufferPointer) throws(FormatError) {
    guard bytes.count >= FrameName.fixedByteCount else { throw .tooShort }
    let reader = unsafe ByteReader(bytes)
    firstByteCount = Int(reader.u8(at: 0))
    secondByteCount = Int(reader.u8(at: 1))
    let byteCount = firstByteCount + secondByteCount + Int(reader.u8(at: 2))
    guard bytes.count == FrameName.fixedByteCount + byteCount else {
      throw .badField("name length")
    }
    senderDataKind = reader.u8(at: 3)
    firstKnownIndex = reader.u32(at: 4)
    unsafe strings = UnsafeRawBufferPointer(rebasing: bytes[FrameName.fixedByteCount...])
  }

  package var first: UnsafeRawBufferPointer { unsafe slice(0..<firstByteCount) }
  package var second: UnsafeRawBufferPointer {
    unsafe slice(firstByteCount..<firstByteCount + secondByteCount)
  }
  package var third: UnsafeRawBufferPointer {
    unsafe slice(firstByteCount + secondByteCount..<strings.count)
  }
  /// The first and, behind it, the second.
  package var firstAndSecond: UnsafeRawBufferPointer {
    unsafe slice(0..<firstByteCount + secondByteCount)
  }

  private func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: strings[range])
  }
}
