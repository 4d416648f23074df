/// A growing block of bytes with little-endian stores: all raw stores of the codecs are here.
///
/// A class that is owned by one thread at a time; it is never copied.
@safe package final class ByteBuffer {
  private var storage: UnsafeMutableRawPointer
  private var capacity: Int
  package private(set) var count = 0

  package init(capacity: Int = 4096) {
    let rounded = max(64, capacity)
    unsafe storage = UnsafeMutableRawPointer.allocate(byteCount: rounded, alignment: 16)
    self.capacity = rounded
  }

  deinit { unsafe storage.deallocate() }

  /// The bytes, valid while the buffer lives and is not changed.
  ///
  /// Nothing but the caller keeps it alive: say `extendLifetime` behind the last use of what was
  /// made from them.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: storage, count: count)
  }

  /// The bytes of a range that lies inside the buffer.
  package func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "slice outside the buffer")
    return unsafe UnsafeRawBufferPointer(start: storage + range.lowerBound, count: range.count)
  }

  package func removeAll() { count = 0 }

  /// Forgets everything behind the first `newCount` bytes.
  package func cut(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count, "cut behind the end")
    count = newCount
  }

  /// Appends `byteCount` zero bytes and returns their offset.
  @discardableResult
  package func appendZeros(_ byteCount: Int) -> Int {
    let offset = grow(by: byteCount)
    if byteCount > 0 {
      unsafe (storage + offset).initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    }
    return offset
  }

  package func append(_ source: UnsafeRawBufferPointer) {
    let offset = grow(by: source.count)
    guard let base = source.baseAddress, source.count > 0 else { return }
    unsafe (storage + offset).copyMemory(from: base, byteCount: source.count)
  }

  package func append(_ source: [UInt8]) {
    unsafe source.withUnsafeBytes { unsafe append($0) }
  }

  /// Appends what `body` writes into uninitialised space; it answers how many bytes that was.
  package func appendRead<E: Error>(
    upTo byteCount: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int
  ) throws(E) {
    let offset = grow(by: byteCount)
    count = offset
    let space = unsafe UnsafeMutableRawBufferPointer(start: storage + offset, count: byteCount)
    let done = try unsafe body(space)
    precondition(done >= 0 && done <= byteCount, "more bytes than there was space for")
    count = offset + done
  }

  /// Appends zeros up to the next multiple of eight.
  package func alignToEight() { appendZeros((8 - count % 8) % 8) }

  package func store(_ value: UInt8, at offset: Int) {
    check(offset, 1)
    unsafe storage.storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
  }

  package func store(_ value: UInt16, at offset: Int) {
    check(offset, 2)
    unsafe storage.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt16.self)
  }

  package func store(_ value: UInt32, at offset: Int) {
    check(offset, 4)
    unsafe storage.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
  }

  package func store(_ value: UInt64, at offset: Int) {
    check(offset, 8)
    unsafe storage.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self)
  }

  package func store48(_ value: UInt64, at offset: Int) {
    precondition(value < 1 << 48, "a 48-bit field overflows")
    store(UInt32(truncatingIfNeeded: value), at: offset)
    store(UInt16(truncatingIfNeeded: value >> 32), at: offset + 4)
  }

  package func store(_ source: [UInt8], at offset: Int) {
    check(offset, source.count)
    unsafe source.withUnsafeBytes {
      guard let base = $0.baseAddress else { return }
      unsafe (storage + offset).copyMemory(from: base, byteCount: source.count)
    }
  }

  package func array() -> [UInt8] {
    defer { extendLifetime(self) }
    return unsafe [UInt8](bytes)
  }

  private func check(_ offset: Int, _ size: Int) {
    precondition(offset >= 0 && offset <= count - size, "store outside the buffer")
  }

  private func grow(by byteCount: Int) -> Int {
    let offset = count
    let needed = count + byteCount
    if needed > capacity {
      let larger = max(needed, capacity * 2)
      let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
      unsafe moved.copyMemory(from: storage, byteCount: count)
      unsafe storage.deallocate()
      unsafe storage = moved
      capacity = larger
    }
    count = needed
    return offset
  }
}
