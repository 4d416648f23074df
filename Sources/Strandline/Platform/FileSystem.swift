/// Every byte of input and output goes through this protocol: POSIX in the product, simulated in
/// tests.
///
/// Paths are plain texts; a store is one flat directory.
///
/// Class-bound on purpose: a call costs one indirect jump beside a system call, and nothing is
/// allocated.
package protocol FileSystem: AnyObject, Sendable {
  /// Opens an existing regular file; links are not followed.
  /// - Throws: `.notFound`, `.protectedData` or `.io`.
  func open(_ path: String, for access: FileAccess) throws(StoreError) -> any File
  /// Creates a file that must not exist yet, readable and writable by its owner only (0600).
  func create(_ path: String) throws(StoreError) -> any File
  /// Creates a directory that must not exist yet (0700).
  func createDirectory(_ path: String) throws(StoreError)
  /// Makes the directory's entries durable.
  func syncDirectory(_ path: String) throws(StoreError)
  /// Gives a file or directory another name, atomically; an existing file, or an empty directory
  /// where a directory is renamed, is replaced.
  func rename(_ path: String, to newPath: String) throws(StoreError)
  /// Gives a file a second name, which must not exist yet; both name the same bytes from then on.
  /// - Throws: `.io` where the file system, or its limits, do not allow that; `.notFound` when the
  ///   first name is gone.
  func link(_ path: String, to newPath: String) throws(StoreError)
  /// Removes a file's name; open handles stay usable.
  func unlink(_ path: String) throws(StoreError)
  /// Removes an empty directory.
  func removeDirectory(_ path: String) throws(StoreError)
  /// The names in a directory, in no order, without "." and "..".
  func list(_ path: String) throws(StoreError) -> [String]
  /// What the path names; nil when nothing. Links are not followed.
  func kind(of path: String) throws(StoreError) -> FileKind?
  /// 16 bytes that change at each boot of the machine, or nil when unknown.
  func bootIdentity() -> [UInt8]?
}

/// What a file is opened for.
package enum FileAccess: Sendable { case reading, writing }

/// What a path names.
package enum FileKind: Sendable { case file, directory, other }

/// An open file.
///
/// Offsets are bytes from the start of the file.
package protocol File: AnyObject, Sendable {
  /// Reads up to `buffer.count` bytes at `offset`; 0 means the end of the file. May be short.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int
  /// Writes at `offset` and returns how many bytes were taken, at least 1. May be short.
  /// - Throws: `.noSpace` or `.io`; bytes of the failed call may or may not be in the file.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(StoreError) -> Int
  /// Makes contents and length durable: `fdatasync`, or F_FULLFSYNC on Apple's systems.
  func sync() throws(StoreError)
  /// Asks the system to begin writing a range out, without waiting; a hint that cannot fail.
  func beginWriteback(from offset: UInt64, byteCount: UInt64)
  /// The file's length.
  func size() throws(StoreError) -> UInt64
  /// Reserves blocks for a range without changing the length; false where that is unsupported.
  /// - Throws: `.noSpace` or `.io`.
  func allocate(from offset: UInt64, byteCount: UInt64) throws(StoreError) -> Bool
  /// Cuts the file to `byteCount` bytes; reserved blocks behind it may be freed.
  func truncate(to byteCount: UInt64) throws(StoreError)
  /// The first `byteCount` bytes in memory, for a file that is not changed any more; nil where
  /// that is unsupported.
  ///
  /// The file has at least that many bytes. A medium error while they are used is a signal.
  func map(byteCount: UInt64) throws(StoreError) -> FileMapping?
  /// Takes an exclusive advisory lock on this open file without waiting; false if it is taken,
  /// by another process or through another handle of this one.
  func tryLock() throws(StoreError) -> Bool
  /// Gives the lock up.
  func unlock()
  /// Closes the handle; further calls throw. Idempotent, never retried.
  func close()
}
