import Strandline

/// An open file that is an array, with a range that cannot be read if a test wants one.
final class MemoryFile: File {
  struct State: Sendable {
    var bytes: [UInt8]
    var unreadable: Range<Int>?
    var readCount = 0
    var writeByteCountMax = 0
    var isClosed = false
  }

  let state: Lock<State>

  init(_ bytes: [UInt8] = [], unreadable: Range<Int>? = nil) {
    state = Lock(State(bytes: bytes, unreadable: unreadable))
  }

  var bytes: [UInt8] { state.withLock { $0.bytes } }

  func read(
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

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int {
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

  func size() throws(StoreError) -> UInt64 { UInt64(bytes.count) }

  func map(byteCount: UInt64) throws(StoreError) -> FileMapping? {
    let bytes = bytes
    return FileMapping(upTo: Int(byteCount)) { space in
      bytes.withUnsafeBytes { space.copyMemory(from: .init(rebasing: $0[..<Int(byteCount)])) }
      return Int(byteCount)
    }
  }

  func sync() throws(StoreError) {}
  func beginWriteback(from offset: UInt64, byteCount: UInt64) {}
  func allocate(from offset: UInt64, byteCount: UInt64) throws(StoreError) -> Bool { false }
  func truncate(to byteCount: UInt64) throws(StoreError) {
    state.withLock { $0.bytes.removeLast($0.bytes.count - Int(byteCount)) }
  }
  func tryLock() throws(StoreError) -> Bool { true }
  func unlock() {}
  func close() { state.withLock { $0.isClosed = true } }
}
