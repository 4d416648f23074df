#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The system's files.
///
/// With `POSIXFile`, the only callers of file system calls.
package final class POSIXFileSystem: FileSystem {
  package init() {}

  package func open(_ path: String, for access: FileAccess) throws(StoreError) -> any File {
    let flags = (access == .reading ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NOFOLLOW
    let descriptor = try POSIXCall.retrying("open", path) { unsafe posixOpen(path, flags, 0) }
    let file = POSIXFile(descriptor: descriptor, path: path)
    guard try file.isRegular() else {
      file.close()
      throw StoreError(.notAStore, "this is not a regular file", path: path)
    }
    return file
  }

  package func create(_ path: String) throws(StoreError) -> any File {
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let descriptor = try POSIXCall.retrying("open", path) { unsafe posixOpen(path, flags, 0o600) }
    return POSIXFile(descriptor: descriptor, path: path)
  }

  package func createDirectory(_ path: String) throws(StoreError) {
    _ = try POSIXCall.retrying("mkdir", path) { unsafe mkdir(path, 0o700) }
  }

  package func syncDirectory(_ path: String) throws(StoreError) {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let descriptor = try POSIXCall.retrying("open", path) { unsafe posixOpen(path, flags, 0) }
    defer { _ = posixClose(descriptor) }
    // Linux: the directory's entries and the inodes they name reach the disk. Darwin: the journal
    // does, F_FULLFSYNC of the next file makes the drive follow.
    _ = try POSIXCall.retrying("fsync", path) { fsync(descriptor) }
  }

  package func rename(_ path: String, to newPath: String) throws(StoreError) {
    _ = try POSIXCall.retrying("rename", path) { unsafe posixRename(path, newPath) }
  }

  package func link(_ path: String, to newPath: String) throws(StoreError) {
    // Never through a symbolic link: POSIX leaves that open for plain `link`.
    _ = try POSIXCall.retrying("linkat", path) {
      unsafe linkat(AT_FDCWD, path, AT_FDCWD, newPath, 0)
    }
  }

  package func unlink(_ path: String) throws(StoreError) {
    _ = try POSIXCall.retrying("unlink", path) { unsafe posixUnlink(path) }
  }

  package func removeDirectory(_ path: String) throws(StoreError) {
    _ = try POSIXCall.retrying("rmdir", path) { unsafe rmdir(path) }
  }

  package func list(_ path: String) throws(StoreError) -> [String] {
    guard let directory = unsafe opendir(path) else {
      throw POSIXCall.error("opendir", path, errno)
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(directory) else { break }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe POSIXCall.text($0) }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw POSIXCall.error("readdir", path, errno) }
    return names
  }

  package func kind(of path: String) throws(StoreError) -> FileKind? {
    var status = stat()
    if unsafe lstat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG: return .file
      case S_IFDIR: return .directory
      default: return .other
      }
    }
    guard errno == ENOENT || errno == ENOTDIR else { throw POSIXCall.error("lstat", path, errno) }
    return nil
  }

  package func bootIdentity() -> [UInt8]? {
    #if os(Linux)
      guard let file = try? open("/proc/sys/kernel/random/boot_id", for: .reading) else {
        return nil
      }
      defer { file.close() }
      var text = [UInt8](repeating: 0, count: 36)
      let count = try? unsafe text.withUnsafeMutableBytes { bytes throws(StoreError) -> Int in
        unsafe try file.read(into: bytes, at: 0)
      }
      guard count == 36 else { return nil }
      return POSIXCall.bytes(ofUUID: text)
    #elseif canImport(Darwin)
      var text = [UInt8](repeating: 0, count: 64)
      var size = text.count
      guard unsafe sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0) == 0 else {
        return nil
      }
      return POSIXCall.bytes(ofUUID: Array(text.prefix(36)))
    #else
      return nil
    #endif
  }
}

// The members of these types have the same names as the calls.
private func posixOpen(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
  unsafe open(path, flags, mode)
}
private func posixRename(_ path: UnsafePointer<CChar>, _ new: UnsafePointer<CChar>) -> Int32 {
  unsafe rename(path, new)
}
private func posixUnlink(_ path: UnsafePointer<CChar>) -> Int32 { unsafe unlink(path) }
private func posixClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
