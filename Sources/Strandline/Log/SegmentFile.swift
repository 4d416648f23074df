internal import Synchronization

/// An open log segment: its id, its handle, and the seed of its checksums.
///
/// Shared by views; the handle closes with the last of them.
package final class SegmentFile: Sendable {
  package let id: FileID
  package let name: String
  package let file: any File
  package let seed: FrameSeed
  /// Commits that were appended and are not known to be on stable storage, in order of offset.
  private let unsynced = Lock<[WrittenCommits]>([])
  /// The offset of the first of them; the highest number there is when all are.
  private let unsyncedStart = Atomic<UInt64>(.max)

  package init(id: FileID, file: any File, storeID: StoreID) {
    self.id = id
    self.name = FileName(id: id, kind: .segment).text
    self.file = file
    self.seed = FrameSeed(storeID: storeID, fileID: id)
  }

  /// Reads until `buffer` is full or the segment ends; answers how many bytes there were.
  ///
  /// What is not known to be on stable storage is read from memory: after a failed sync some file
  /// systems show the bytes of before, until the commits have got to another segment.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    let count = try unsafe file.readFully(into: buffer, at: offset)
    let end = offset + UInt64(buffer.count)
    guard end > unsyncedStart.load(ordering: .acquiring) else { return count }
    return unsynced.withLock { commits in
      var count = count
      for written in commits where written.end > offset && written.offset < end {
        count = max(count, unsafe written.copy(into: buffer, at: offset))
      }
      return count
    }
  }

  /// Takes commits that were just appended.
  func add(unsynced commits: WrittenCommits) {
    unsynced.withLock { $0.append(commits) }
    if commits.offset < unsyncedStart.load(ordering: .relaxed) {
      unsyncedStart.store(commits.offset, ordering: .releasing)
    }
  }

  /// Everything that was appended is on stable storage.
  func forgetUnsynced() {
    unsyncedStart.store(.max, ordering: .releasing)
    unsynced.withLock { $0.removeAll() }
  }
}

/// Commits as they were appended to a segment; not changed any more.
struct WrittenCommits {
  let offset: UInt64
  let buffer: ByteBuffer

  var end: UInt64 { offset + UInt64(buffer.count) }

  /// Copies what lies within `space`, which begins at the segment's `start`; answers how far into
  /// it that reaches.
  func copy(into space: UnsafeMutableRawBufferPointer, at start: UInt64) -> Int {
    defer { extendLifetime(buffer) }
    let from = max(offset, start)
    let to = min(end, start + UInt64(space.count))
    let source = unsafe buffer.slice(Int(from - offset)..<Int(to - offset))
    unsafe UnsafeMutableRawBufferPointer(rebasing: space[Int(from - start)..<Int(to - start)])
      .copyMemory(from: source)
    return Int(to - start)
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

  /// The file from `start` on, at most `byteCountMax` bytes of it.
  package func contents(
    from start: UInt64 = 0, byteCountMax: UInt64 = .max
  ) throws(StoreError) -> ByteBuffer {
    let size = try size()
    let wanted = Int(min(size - min(size, start), byteCountMax))
    let buffer = ByteBuffer(capacity: wanted)
    unsafe try buffer.appendRead(upTo: wanted) { space throws(StoreError) in
      try unsafe readFully(into: space, at: start)
    }
    return buffer
  }
}
