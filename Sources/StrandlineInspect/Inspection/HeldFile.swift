import Strandline

/// A file that is open for as long as it is held, and as long as it was when it was opened.
///
/// Reading only; closing it does nothing, because several look at it.
final class HeldFile: File {
  private let base: any File
  private let byteCount: UInt64

  init(_ base: any File) throws(StoreError) {
    self.base = base
    byteCount = try base.size()
  }

  deinit { base.close() }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    let left = byteCount - min(byteCount, offset)
    let count = Int(min(UInt64(buffer.count), left))
    guard count > 0 else { return 0 }
    return try unsafe base.read(
      into: UnsafeMutableRawBufferPointer(rebasing: buffer[0..<count]), at: offset)
  }

  func size() throws(StoreError) -> UInt64 { byteCount }
  func map(byteCount: UInt64) throws(StoreError) -> FileMapping? { nil }
  func beginWriteback(from offset: UInt64, byteCount: UInt64) {}
  func close() {}
  func unlock() {}

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int {
    throw Self.refusal
  }
  func sync() throws(StoreError) { throw Self.refusal }
  func allocate(from offset: UInt64, byteCount: UInt64) throws(StoreError) -> Bool {
    throw Self.refusal
  }
  func truncate(to byteCount: UInt64) throws(StoreError) { throw Self.refusal }
  func tryLock() throws(StoreError) -> Bool { throw Self.refusal }

  private static var refusal: StoreError {
    StoreError(.readOnly, "a file that is looked at is not written to")
  }
}
