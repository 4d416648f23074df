/// An open log segment: its id, its handle, and the seed of its checksums.
///
/// Shared by views; the handle closes with the last of them.
package final class SegmentFile: Sendable {
  package let id: FileID
  package let name: String
  package let file: any File
  package let seed: FrameSeed

  package init(id: FileID, file: any File, storeID: StoreID) {
    self.id = id
    self.name = FileName(id: id, kind: .segment).text
    self.file = file
    self.seed = FrameSeed(storeID: storeID, fileID: id)
  }
}

extension File {
  /// Reads until `buffer` is full or the file ends; answers how many bytes there were.
  package func readFully(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    var done = 0
    while done < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = try unsafe read(into: rest, at: offset + UInt64(done))
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Writes all of `bytes`, however short the single writes are.
  package func writeFully(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = try unsafe write(rest, at: offset + UInt64(done))
      guard count > 0 else { throw StoreError(.io, "a write took no bytes", systemCall: "pwrite") }
      done += count
    }
  }

  /// The whole file, or its first `byteCountMax` bytes.
  package func contents(byteCountMax: UInt64 = .max) throws(StoreError) -> ByteBuffer {
    let wanted = Int(min(try size(), byteCountMax))
    let buffer = ByteBuffer(capacity: wanted)
    unsafe try buffer.appendRead(upTo: wanted) { space throws(StoreError) in
      try unsafe readFully(into: space, at: 0)
    }
    return buffer
  }
}
