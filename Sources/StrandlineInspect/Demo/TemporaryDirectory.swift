#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A directory of the demonstration's own, and its removal.
struct TemporaryDirectory {
  let path: String

  /// Makes a new directory in TMPDIR; without one in /var/tmp, because /tmp is memory on many
  /// machines, where a gigabyte does not belong and a sync shows nothing.
  init() throws(ToolFailure) {
    let parents = SystemText.environment("TMPDIR").map { [$0] } ?? ["/var/tmp", "/tmp"]
    var number: Int32 = 0
    for parent in parents {
      var template = Array("\(parent)/strandline-demo.XXXXXX".utf8CString)
      let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
        guard let start = buffer.baseAddress, let path = unsafe mkdtemp(start) else { return nil }
        return unsafe String(cString: path)
      }
      if let made {
        path = made
        return
      }
      number = errno
    }
    throw ToolFailure(
      .cannotCreate,
      "cannot create a directory in \(parents.joined(separator: " or ")): "
        + SystemText.error(number),
      hint: "--at PATH puts the store elsewhere")
  }

  /// Removes the directory and what is in it; a link is removed, not followed.
  func remove() throws(ToolFailure) { try Self.remove(path) }

  private static func remove(_ directory: String) throws(ToolFailure) {
    for name in PathState.names(in: directory) ?? [] {
      let path = "\(directory)/\(name)"
      var status = stat()
      if unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        try remove(path)
      } else {
        _ = unsafe unlink(path)
      }
    }
    guard unsafe rmdir(directory) == 0 else {
      throw ToolFailure(
        .inputOutput, "cannot remove \(directory): \(SystemText.error(errno))")
    }
  }
}
