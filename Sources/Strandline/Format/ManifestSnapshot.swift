/// One immutable state of the store's list of files. Formats/manifest.md
package struct ManifestSnapshot: Hashable, Sendable {
  /// One file of the store.
  package struct Entry: Hashable, Sendable {
    package static let byteCount = 48
    package var name: FileName
    /// A sealed file is never appended to again.
    package var isSealed: Bool
    /// Bytes known to be on stable storage; the whole file when it is sealed.
    package var byteCount: UInt64
    package var liveByteCount: UInt64
    package var deadByteCount: UInt64
    package var firstSequence: Sequence48
    /// Whether a compaction wrote it.
    package var isOutput: Bool
    /// Of an output: the lengths, as places give them, of the records it was made with.
    package var copiedByteCount: UInt64

    package init(
      name: FileName, isSealed: Bool, byteCount: UInt64, liveByteCount: UInt64 = 0,
      deadByteCount: UInt64 = 0, firstSequence: Sequence48, isOutput: Bool = false,
      copiedByteCount: UInt64 = 0
    ) {
      precondition(isSealed || !isOutput, "an output is never appended to")
      self.name = name
      self.isSealed = isSealed
      self.byteCount = byteCount
      self.liveByteCount = liveByteCount
      self.deadByteCount = deadByteCount
      self.firstSequence = firstSequence
      self.isOutput = isOutput
      self.copiedByteCount = copiedByteCount
    }
  }

  package static let bodyByteCount = 72
  package static let entryCountMax = 65_536

  package var fileID: FileID
  package var storeID: StoreID
  package var hashKey: SipHash
  /// Control frames with a lower sequence are never replayed.
  package var basisSequence: Sequence48
  package var basisFile: FileID?
  package var basisOffset: UInt64
  package var nextFileID: FileID
  package var nextSequence: Sequence48
  package var nextRevision: Revision
  package var entries: [Entry]

  package func encode() -> ByteBuffer {
    let buffer = ByteBuffer()
    defer { extendLifetime(buffer) }
    FileHeader(kind: .manifest, storeID: storeID, fileID: fileID).encode(into: buffer)
    let start = buffer.appendZeros(Self.bodyByteCount)
    buffer.store(hashKey.key0, at: start)
    buffer.store(hashKey.key1, at: start + 8)
    buffer.store(basisSequence.rawValue, at: start + 16)
    buffer.store(basisOffset, at: start + 24)
    buffer.store(basisFile?.rawValue ?? 0, at: start + 32)
    buffer.store(nextFileID.rawValue, at: start + 36)
    buffer.store(nextSequence.rawValue, at: start + 40)
    buffer.store(nextRevision.rawValue, at: start + 48)
    buffer.store(UInt32(entries.count), at: start + 56)
    for entry in entries { Self.append(entry, to: buffer) }
    let seed = FrameSeed(storeID: storeID, fileID: fileID).checksum(at: 64)
    let checksum = unsafe Checksum.extend(seed, over: buffer.slice(64..<buffer.count))
    let end = buffer.appendZeros(8)
    buffer.store(checksum, at: end)
    return buffer
  }

  private static func append(_ entry: Entry, to buffer: ByteBuffer) {
    let start = buffer.appendZeros(Entry.byteCount)
    buffer.store(entry.name.id.rawValue, at: start)
    buffer.store(entry.name.kind.rawValue, at: start + 4)
    buffer.store(UInt16(entry.isOutput ? 2 : entry.isSealed ? 1 : 0), at: start + 6)
    buffer.store(entry.byteCount, at: start + 8)
    buffer.store(entry.liveByteCount, at: start + 16)
    buffer.store(entry.deadByteCount, at: start + 24)
    buffer.store(entry.firstSequence.rawValue, at: start + 32)
    buffer.store(entry.copiedByteCount, at: start + 40)
  }

  package init(
    fileID: FileID, storeID: StoreID, hashKey: SipHash, basisSequence: Sequence48 = .zero,
    basisFile: FileID? = nil, basisOffset: UInt64 = 0, nextFileID: FileID,
    nextSequence: Sequence48, nextRevision: Revision, entries: [Entry]
  ) {
    self.fileID = fileID
    self.storeID = storeID
    self.hashKey = hashKey
    self.basisSequence = basisSequence
    self.basisFile = basisFile
    self.basisOffset = basisOffset
    self.nextFileID = nextFileID
    self.nextSequence = nextSequence
    self.nextRevision = nextRevision
    self.entries = entries
  }
}

extension ManifestSnapshot {
  package init(decoding bytes: UnsafeRawBufferPointer) throws(FormatError) {
    let header = try unsafe FileHeader(decoding: bytes)
    guard header.kind == .manifest else { throw .badField("kind") }
    let reader = unsafe ByteReader(bytes)
    let entriesStart = FileHeader.byteCount + Self.bodyByteCount
    guard bytes.count >= entriesStart + 8 else { throw .tooShort }
    let count = Int(reader.u32(at: 64 + 56))
    guard count <= Self.entryCountMax else { throw .badField("entry count") }
    let end = entriesStart + count * Entry.byteCount
    guard bytes.count == end + 8 else { throw .tooShort }
    let seed = FrameSeed(storeID: header.storeID, fileID: header.fileID).checksum(at: 64)
    let covered = unsafe UnsafeRawBufferPointer(rebasing: bytes[64..<end])
    let checksum = unsafe Checksum.extend(seed, over: covered)
    guard reader.u32(at: end) == checksum else { throw .badChecksum }
    guard reader.isZero(at: end + 4, count: 4), reader.isZero(at: 64 + 60, count: 12) else {
      throw .badField("reserved")
    }
    // A commit begins there; a log cannot be read on from anywhere else.
    guard reader.u64(at: 64 + 24) % 8 == 0 else { throw .badField("basis offset") }
    let basisFile = FileID(exactly: reader.u32(at: 64 + 32))
    guard basisFile != nil || reader.u32(at: 64 + 32) == 0 else { throw .badField("basis file") }
    guard let nextFileID = FileID(exactly: reader.u32(at: 64 + 36)) else {
      throw .badField("next file id")
    }
    var entries: [Entry] = []
    for index in 0..<count {
      entries.append(try Self.entry(reader, at: entriesStart + index * Entry.byteCount))
    }
    self.init(
      fileID: header.fileID, storeID: header.storeID,
      hashKey: SipHash(key0: reader.u64(at: 64), key1: reader.u64(at: 72)),
      basisSequence: Sequence48(reader.u64(at: 64 + 16)),
      basisFile: basisFile, basisOffset: reader.u64(at: 64 + 24), nextFileID: nextFileID,
      nextSequence: Sequence48(reader.u64(at: 64 + 40)),
      nextRevision: Revision(reader.u64(at: 64 + 48)), entries: entries)
    guard nextSequence.rawValue < 1 << 48, basisSequence.rawValue < 1 << 48,
      nextRevision.rawValue < 1 << 47
    else {
      throw .badField("next numbers")
    }
  }

  private static func entry(
    _ reader: ByteReader, at start: Int
  ) throws(FormatError) -> Entry {
    guard let id = FileID(exactly: reader.u32(at: start)),
      let kind = FileHeader.Kind(rawValue: reader.u16(at: start + 4))
    else { throw .badField("file name") }
    let state = reader.u16(at: start + 6)
    let copied = reader.u64(at: start + 40)
    guard state <= 2, state == 2 ? kind == .segment : copied == 0 else {
      throw .badField("entry")
    }
    return Entry(
      name: FileName(id: id, kind: kind), isSealed: state >= 1,
      byteCount: reader.u64(at: start + 8), liveByteCount: reader.u64(at: start + 16),
      deadByteCount: reader.u64(at: start + 24),
      firstSequence: Sequence48(reader.u64(at: start + 32)), isOutput: state == 2,
      copiedByteCount: copied)
  }
}
