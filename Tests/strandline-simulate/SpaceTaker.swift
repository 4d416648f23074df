import Foundation

/// A file beside the store that takes space, and gives it back.
struct SpaceTaker {
  let path: String

  /// Takes `byteCount` bytes, or what there is.
  ///
  /// - Returns: how many it got, to the last block.
  func take(_ byteCount: Int = .max) throws -> Int {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      if errno == ENOSPC { return 0 }
      throw Unavailable("open of \(path): error \(errno)")
    }
    defer { Foundation.close(file) }
    var taken = 0
    var size = 64 << 10
    let bytes = [UInt8](repeating: 0xA5, count: size)
    while taken < byteCount {
      let count = write(file, bytes, min(size, byteCount - taken))
      if count > 0 {
        taken += count
      } else if errno == EINTR {
        continue
      } else if errno == ENOSPC {
        if size == 1 { break }
        // A piece that does not fit may fit in part.
        size /= 2
      } else {
        throw Unavailable("write to \(path): error \(errno)")
      }
    }
    // A file system may put off finding room until then.
    guard fsync(file) == 0 || errno == ENOSPC else {
      throw Unavailable("fsync of \(path): error \(errno)")
    }
    return taken
  }

  func giveBack() throws { try FileManager.default.removeItem(atPath: path) }
}
