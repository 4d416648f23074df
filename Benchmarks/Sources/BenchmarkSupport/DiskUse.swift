#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// What the files of a directory take on the disk.
public struct DiskUse: Sendable {
  private static let blockByteCount = 512
  private static let chunkByteCount = 1 << 20

  private let path: String
  private var names: [String] = []
  /// Bytes of the blocks that are allocated.
  public private(set) var byteCount = 0

  /// Looks at a directory; files may come and go meanwhile.
  public init(at path: String) throws(BenchmarkFailure) {
    self.path = path
    for name in Workspace.names(in: path) {
      var status = stat()
      guard stat("\(path)/\(name)", &status) == 0 else { continue }
      byteCount += Int(status.st_blocks) * Self.blockByteCount
      names.append(name)
    }
  }

  /// The time of a copy of all files by plain reads and writes, synced at the end; the copy is
  /// removed.
  public func copySeconds(to other: String) throws -> Double {
    try Workspace.makeDirectory(other)
    defer { Workspace.remove(other) }
    let start = ContinuousClock.now
    var buffer = [UInt8](repeating: 0, count: Self.chunkByteCount)
    for name in names {
      let source = open("\(path)/\(name)", O_RDONLY)
      guard source >= 0 else { continue }
      defer { close(source) }
      let target = open("\(other)/\(name)", O_CREAT | O_WRONLY | O_TRUNC, 0o600)
      defer { close(target) }
      while true {
        let count = read(source, &buffer, buffer.count)
        guard count > 0 else { break }
        guard write(target, buffer, count) == count else {
          throw BenchmarkFailure("cannot copy \(name): error \(errno)")
        }
      }
      guard fsync(target) == 0 else {
        throw BenchmarkFailure("cannot sync a copy: error \(errno)")
      }
    }
    return (ContinuousClock.now - start).secondCount
  }
}
