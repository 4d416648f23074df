// Writing a watermarks file.
extension WatermarksSnapshot {
  /// The whole file.
  ///
  /// What it says must hold together: a decoder refuses anything else.
  package func encode(storeID: StoreID, fileID: FileID) -> ByteBuffer {
    precondition(
      nextRevision > max(live.last ?? 0, liveNeighbours.last ?? 0)
        && nextRevision <= Self.nextRevisionMax, "the next revision is out of range")
    let buffer = ByteBuffer()
    defer { extendLifetime(buffer) }
    FileHeader(kind: .watermarks, storeID: storeID, fileID: fileID).encode(into: buffer)
    let header = buffer.appendZeros(Self.headerByteCount)
    live.append(to: buffer)
    liveNeighbours.append(to: buffer)
    evidence.legacy.append(to: buffer)
    let kept = evidence.kept.sorted { $0.state.lastUse < $1.state.lastUse }
    for kept in kept { Self.append(kept, to: buffer) }
    appendNameless(to: buffer)
    appendLiveBytes(to: buffer)
    buffer.store(basisSequence.rawValue, at: header)
    buffer.store(nextRevision, at: header + 8)
    buffer.store(evidence.floor.rawValue, at: header + 16)
    buffer.store(UInt64(buffer.count + Self.trailerByteCount), at: header + 24)
    buffer.store(UInt64(live.count), at: header + 32)
    buffer.store(UInt64(liveNeighbours.count), at: header + 40)
    buffer.store(UInt32(nameless.count), at: header + 48)
    buffer.store(UInt32(liveBytes.count), at: header + 52)
    buffer.store(UInt32(kept.count), at: header + 56)
    buffer.store(evidence.legacyEnded ? Self.legacyEndedFlag : 0, at: header + 60)
    let seed = FrameSeed(storeID: storeID, fileID: fileID).checksum(at: 64)
    let checksum = unsafe Checksum.extend(seed, over: buffer.slice(64..<buffer.count))
    let end = buffer.appendZeros(Self.trailerByteCount)
    buffer.store(checksum, at: end)
    return buffer
  }

  private static func append(_ kept: EvidenceTable.Kept, to buffer: ByteBuffer) {
    let text = Array(kept.version.version.utf8)
    let state = kept.state
    let start = buffer.appendZeros(versionByteCount)
    buffer.store(state.watermark, at: start)
    buffer.store(UInt64(state.count), at: start + 8)
    buffer.store(UInt64(state.legacyOverlap), at: start + 16)
    buffer.store(state.epoch.rawValue, at: start + 24)
    buffer.store(state.lastUse.rawValue, at: start + 32)
    buffer.store(state.legacyEnded ? legacyEndedFlag : 0, at: start + 40)
    buffer.store(UInt8(text.count), at: start + 44)
    buffer.store(UInt8(kept.version.publicKey.count), at: start + 45)
    buffer.append(text)
    buffer.append(kept.version.publicKey)
    buffer.alignToEight()
    state.islands.append(to: buffer)
  }

  private func appendNameless(to buffer: ByteBuffer) {
    var previous: UInt64 = 0
    for revision in nameless {
      precondition(revision > previous, "the nameless revisions are not sorted")
      buffer.store(revision, at: buffer.appendZeros(8))
      previous = revision
    }
  }

  private func appendLiveBytes(to buffer: ByteBuffer) {
    var previous: UInt32 = 0
    for (file, byteCount) in liveBytes {
      precondition(file.rawValue > previous, "the files are not sorted")
      precondition(byteCount < Self.byteCountEnd, "a file's live bytes are out of range")
      let start = buffer.appendZeros(Self.fileBytesByteCount)
      buffer.store(file.rawValue, at: start)
      buffer.store(byteCount, at: start + 8)
      previous = file.rawValue
    }
  }
}
