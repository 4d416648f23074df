/// The first 64 bytes of every file but `LOCK`. Formats/file-header.md
package struct FileHeader: Hashable, Sendable {
  package enum Kind: UInt16, Sendable, CaseIterable {
    case segment = 1
    case map = 2
    case run = 3
    case watermarks = 4
    case manifest = 5
  }

  package static let byteCount = 64
  package static let formatVersion: UInt16 = 1
  /// A byte with the high bit set, the name, and line ends that a text transfer would change.
  package static let magic: [UInt8] = [0x89, 0x53, 0x54, 0x52, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Incompatible flags this library understands: none yet.
  package static let knownIncompatibleFlags: UInt32 = 0
  /// Flags that only forbid writing which this library understands: none yet.
  package static let knownReadOnlyCompatibleFlags: UInt32 = 0

  package var kind: Kind
  package var storeID: StoreID
  package var fileID: FileID
  /// A reader that does not know one of these bits must not open the file.
  package var incompatibleFlags: UInt32 = 0
  /// A reader that does not know one of these bits must not write.
  package var readOnlyCompatibleFlags: UInt32 = 0
  /// Bits that any reader may ignore.
  package var compatibleFlags: UInt32 = 0

  package init(kind: Kind, storeID: StoreID, fileID: FileID) {
    self.kind = kind
    self.storeID = storeID
    self.fileID = fileID
  }

  /// Whether a writer must leave the store alone.
  package var forbidsWriting: Bool {
    readOnlyCompatibleFlags & ~Self.knownReadOnlyCompatibleFlags != 0
  }

  package func encode(into buffer: ByteBuffer) {
    let start = buffer.appendZeros(Self.byteCount)
    buffer.store(Self.magic, at: start)
    buffer.store(kind.rawValue, at: start + 8)
    buffer.store(Self.formatVersion, at: start + 10)
    buffer.store(fileID.rawValue, at: start + 12)
    buffer.store(storeID.high, at: start + 16)
    buffer.store(storeID.low, at: start + 24)
    buffer.store(incompatibleFlags, at: start + 32)
    buffer.store(readOnlyCompatibleFlags, at: start + 36)
    buffer.store(compatibleFlags, at: start + 40)
    unsafe buffer.store(Checksum.of(unsafe buffer.slice(start..<start + 60)), at: start + 60)
  }

  package init(decoding bytes: UnsafeRawBufferPointer) throws(FormatError) {
    guard bytes.count >= Self.byteCount else { throw .tooShort }
    let reader = unsafe ByteReader(bytes)
    guard reader.matches(Self.magic, at: 0) else { throw .badMagic }
    let checksum = unsafe Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[0..<60]))
    guard reader.u32(at: 60) == checksum else { throw .badChecksum }
    let version = reader.u16(at: 10)
    let incompatible = reader.u32(at: 32)
    guard version == Self.formatVersion, incompatible & ~Self.knownIncompatibleFlags == 0 else {
      throw .unsupported(version: version, incompatibleFlags: incompatible)
    }
    guard let kind = Kind(rawValue: reader.u16(at: 8)) else { throw .badField("kind") }
    guard reader.isZero(at: 44, count: 16) else { throw .badField("reserved") }
    guard let fileID = FileID(exactly: reader.u32(at: 12)) else { throw .badField("file id") }
    self.kind = kind
    self.storeID = StoreID(high: reader.u64(at: 16), low: reader.u64(at: 24))
    self.fileID = fileID
    self.incompatibleFlags = incompatible
    self.readOnlyCompatibleFlags = reader.u32(at: 36)
    self.compatibleFlags = reader.u32(at: 40)
  }
}
