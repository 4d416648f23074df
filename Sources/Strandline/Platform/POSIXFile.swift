internal import CStrandlineShims

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An open file of the system.
final class POSIXFile: File {
  private let path: String
  /// -1 once closed.
  private let descriptor: Lock<Int32>
  private let number: Int32

  init(descriptor: Int32, path: String) {
    self.descriptor = Lock(descriptor)
    self.number = descriptor
    self.path = path
  }

  deinit { close() }

  func isRegular() throws(StoreError) -> Bool { try status().st_mode & S_IFMT == S_IFREG }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(StoreError) -> Int {
    try POSIXCall.retrying("pread", path) {
      unsafe pread(number, buffer.baseAddress, buffer.count, off_t(offset))
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int {
    try POSIXCall.retrying("pwrite", path) {
      unsafe pwrite(number, bytes.baseAddress, bytes.count, off_t(offset))
    }
  }

  func sync() throws(StoreError) {
    #if canImport(Darwin)
      // fsync on Darwin hands the data to the drive without asking it to keep it; F_FULLFSYNC does.
      _ = try POSIXCall.retrying("fcntl(F_FULLFSYNC)", path) { fcntl(number, F_FULLFSYNC) }
    #else
      // fdatasync makes the data and the length durable, and asks the drive to flush its cache. An
      // error is reported once: after it the pages may be marked clean although they never got
      // there, so nobody may call it again on this file and believe the answer.
      _ = try POSIXCall.retrying("fdatasync", path) { fdatasync(number) }
    #endif
  }

  func beginWriteback(from offset: UInt64, byteCount: UInt64) {
    strandline_begin_writeback(number, Int64(offset), Int64(byteCount))
  }

  func size() throws(StoreError) -> UInt64 { UInt64(max(0, try status().st_size)) }

  func allocate(from offset: UInt64, byteCount: UInt64) throws(StoreError) -> Bool {
    while true {
      let result = strandline_allocate(number, Int64(offset), Int64(byteCount))
      switch result {
      case 0: return true
      case EINTR: continue
      case EOPNOTSUPP, ENOSYS, EINVAL: return false
      default: throw POSIXCall.error("fallocate", path, result)
      }
    }
  }

  func truncate(to byteCount: UInt64) throws(StoreError) {
    _ = try POSIXCall.retrying("ftruncate", path) { ftruncate(number, off_t(byteCount)) }
  }

  func map(byteCount: UInt64) throws(StoreError) -> FileMapping? {
    guard byteCount > 0, let length = Int(exactly: byteCount) else { return nil }
    let bytes = unsafe mmap(nil, length, PROT_READ, MAP_SHARED, number, 0)
    // MAP_FAILED is a cast that not every C library shows to Swift.
    let address = UInt(bitPattern: bytes)
    guard address != .max else {
      switch errno {
      // The file system cannot, or the address space is used up: positional reads still work.
      case ENODEV, ENOMEM, ENOSYS, EINVAL: return nil
      default: throw POSIXCall.error("mmap", path, errno)
      }
    }
    // Lookups jump: reading ahead would only fill the page cache. A hint that may fail.
    _ = unsafe madvise(bytes, length, MADV_RANDOM)
    return FileMapping(
      address: address, byteCount: length,
      readAhead: { start, byteCount in
        // The hint is refused for an address inside a page.
        let inside = start % UInt(getpagesize())
        _ = unsafe madvise(
          UnsafeMutableRawPointer(bitPattern: start - inside), byteCount + Int(inside),
          MADV_WILLNEED)
      },
      release: { address, byteCount in
        _ = unsafe munmap(UnsafeMutableRawPointer(bitPattern: address), byteCount)
      })
  }

  func tryLock() throws(StoreError) -> Bool {
    // flock, not fcntl: the lock belongs to this open file, so that a second store in the same
    // process conflicts and closing another handle does not drop it.
    while true {
      if flock(number, LOCK_EX | LOCK_NB) == 0 { return true }
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: return false
      default: throw POSIXCall.error("flock", path, errno)
      }
    }
  }

  func unlock() { _ = flock(number, LOCK_UN) }

  func close() {
    let open = descriptor.withLock { value in
      defer { value = -1 }
      return value
    }
    // Never retried: after EINTR the descriptor is gone on Linux and may belong to somebody else.
    if open >= 0 { _ = posixClose(open) }
  }

  private func status() throws(StoreError) -> stat {
    var status = stat()
    if unsafe fstat(number, &status) == 0 { return status }
    throw POSIXCall.error("fstat", path, errno)
  }
}

private func posixClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
