import Foundation

/// The end of a mounted ext4, as a power cut makes it: what is in memory never gets to the disk.
enum PowerCut: UInt32 {
  /// The journal is written out first: names and lengths may be newer than what is in the files.
  case journalWritten = 1
  /// Nothing more is written.
  case nothingWritten = 2

  /// Strikes the file system at `path`; every call to it fails from then on.
  func strike(_ path: String) throws {
    #if os(Linux)
      // EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32) in the kernel's fs/ext4.
      let request: UInt = 0x8004_587D
      let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard directory >= 0 else { throw Unavailable("open of \(path): error \(errno)") }
      defer { close(directory) }
      var flags = rawValue
      guard ioctl(directory, request, &flags) == 0 else {
        let number = errno
        throw Unavailable(
          "ioctl EXT4_IOC_SHUTDOWN: error \(number), \(String(cString: strerror(number)))")
      }
    #else
      throw Unavailable("EXT4_IOC_SHUTDOWN is a call of Linux")
    #endif
  }
}
