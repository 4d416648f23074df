/// The bytes of a file in memory: mapped by the system, or a copy of them.
///
/// Given back with the last owner. Whoever keeps a pointer into it keeps the mapping as well.
@safe package final class FileMapping: Sendable {
  /// A number and not a pointer, because a pointer may not be shared between threads.
  private let address: UInt
  private let byteCount: Int
  private let readAhead: (@Sendable (_ address: UInt, _ byteCount: Int) -> Void)?
  private let release: @Sendable (_ address: UInt, _ byteCount: Int) -> Void

  /// Takes over the bytes at `address`; `readAhead` hints that a part will be used, `release` gives
  /// all back.
  package init(
    address: UInt, byteCount: Int, readAhead: (@Sendable (UInt, Int) -> Void)? = nil,
    release: @escaping @Sendable (UInt, Int) -> Void
  ) {
    precondition(address != 0 && byteCount >= 0, "a mapping of nothing")
    self.address = address
    self.byteCount = byteCount
    self.readAhead = readAhead
    self.release = release
  }

  /// A copy on the heap of what `fill` writes; it answers how many bytes that was.
  package convenience init<E: Error>(
    upTo byteCountMax: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(E) -> Int
  ) throws(E) {
    let space = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(byteCountMax, 1), alignment: 16)
    let byteCount: Int
    do {
      byteCount = try unsafe fill(
        UnsafeMutableRawBufferPointer(rebasing: space[0..<byteCountMax]))
    } catch {
      unsafe space.deallocate()
      throw error
    }
    precondition(
      byteCount >= 0 && byteCount <= byteCountMax, "more bytes than there was space for")
    self.init(address: UInt(bitPattern: space.baseAddress), byteCount: byteCount) {
      unsafe UnsafeMutableRawPointer(bitPattern: $0)?.deallocate()
      _ = $1
    }
  }

  deinit { release(address, byteCount) }

  /// Lets the system read what there is of a range in one go: a hint, for bytes used in their order.
  package func willUse(_ range: Range<UInt64>) {
    let part = range.clamped(to: 0..<UInt64(byteCount))
    if !part.isEmpty { readAhead?(address + UInt(part.lowerBound), part.count) }
  }

  /// The bytes, valid while the mapping lives.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bitPattern: address), count: byteCount)
  }
}
