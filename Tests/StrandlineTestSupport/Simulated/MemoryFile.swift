package import Strandline

/// An open file that is an array, with a range that cannot be read if a test wants one.
package final class MemoryFile: File {
  package struct State: Sendable {
    package var bytes: [UInt8]
    package var unreadable: Range<Int>?
    package var readCount = 0
    package var writeByteCountMax = 0
    package var isClosed = false
  }

  package let state: Lock<State>

  package init(_ bytes: [UInt8] = [], unreadable: Range<Int>? = nil) {
    state = Lock(State(bytes: bytes, unreadable: unreadable))
  }

  package var bytes: [UInt8] { state.withLock { $0.bytes } }

  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    try state.withLock { state throws(StoreError) in
      state.readCount += 1
      let end = min(state.bytes.count, Int(offset) + buffer.count)
      guard Int(offset) < end else { return 0 }
      if state.unreadable?.overlaps(Int(offset)..<end) ?? false {
        throw StoreError(.io, "unreadable", offset: offset, systemCall: "pread")
      }
      state.bytes.withUnsafeBytes {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[Int(offset)..<end]))
      }
      return end - Int(offset)
    }
  }

  package func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int {
    state.withLock { state in
      let end = Int(offset) + bytes.count
      if state.bytes.count < end {
        state.bytes += [UInt8](repeating: 0, count: end - state.bytes.count)
      }
      state.bytes.replaceSubrange(Int(offset)..<end, with: bytes)
      state.writeByteCountMax = max(state.writeByteCountMax, bytes.count)
    }
    return bytes.count
  }

  package func size() throws(StoreError) -> UInt64 { UInt64(bytes.count) }

  package func map(byteCount: UInt64) throws(StoreError) -> FileMapping? {
    let bytes = bytes
    return FileMapping(upTo: Int(byteCount)) { space in
      bytes.withUnsafeBytes { space.copyMemory(from: .init(rebasing: $0[..<Int(byteCount)])) }
      return Int(byteCount)
    }
  }

  package func sync() throws(StoreError) {}
  package func beginWriteback(from offset: UInt64, byteCount: UInt64) {}
  package func allocate(from offset: UInt64, byteCount: UInt64) throws(StoreError) -> Bool { false }
  package func truncate(to byteCount: UInt64) throws(StoreError) {
    state.withLock { $0.bytes.removeLast($0.bytes.count - Int(byteCount)) }
  }
  package func tryLock() throws(StoreError) -> Bool { true }
  package func unlock() {}
  package func close() { state.withLock { $0.isClosed = true } }
}
