#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A directory of the benchmark's own, with a plain file for the floor: what one synced append
/// costs on this file system.
public final class Workspace {
  /// The directory.
  public let path: String
  private let file: Int32
  private let isKept: Bool

  /// Makes a directory in `parent`, which is there already.
  ///
  /// Without `parent` it is below TMPDIR, or below /var/tmp, because /tmp is memory on many
  /// machines. An interruption removes it; one that is kept is never removed.
  public init(in parent: String? = nil, isKept: Bool = false) throws(BenchmarkFailure) {
    let parent = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
    var template = Array("\(parent)/strandline-benchmark.XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw BenchmarkFailure("cannot make a directory in \(parent): error \(errno)")
    }
    path = String(cString: made)
    self.isKept = isKept
    if !isKept { Interruption.removes(path) }
    file = open("\(path)/floor", O_CREAT | O_WRONLY | O_APPEND, 0o600)
    guard file >= 0 else { throw BenchmarkFailure("cannot make a file: error \(errno)") }
  }

  deinit { close(file) }

  /// Appends 64 bytes to a plain file and syncs it.
  public func syncedAppend() throws(BenchmarkFailure) -> Duration {
    let bytes = [UInt8](repeating: 0x5A, count: 64)
    let start = ContinuousClock.now
    guard write(file, bytes, bytes.count) == bytes.count, Self.sync(file) == 0 else {
      throw BenchmarkFailure("cannot write the plain file: error \(errno)")
    }
    return ContinuousClock.now - start
  }

  /// The same promise as the engine's own.
  private static func sync(_ file: Int32) -> Int32 {
    #if canImport(Darwin)
      fcntl(file, F_FULLFSYNC)
    #else
      fdatasync(file)
    #endif
  }

  /// Removes everything; stores are flat directories.
  public func remove() {
    if !isKept { Self.remove(path) }
  }

  /// Removes the stores, to make room for the next; the directory stays.
  public func removeContents() { Self.empty(path) }

  /// Makes a directory when it is not there.
  static func makeDirectory(_ path: String) throws(BenchmarkFailure) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw BenchmarkFailure("cannot make \(path): error \(errno)")
    }
  }

  /// Removes one store, to make room; the directory stays.
  public func removeStore(named name: String) { Self.remove("\(path)/\(name)") }

  /// Removes a directory of files, or of such directories.
  public static func remove(_ path: String) {
    empty(path)
    rmdir(path)
  }

  private static func empty(_ path: String) {
    for name in names(in: path) {
      let inner = "\(path)/\(name)"
      for file in names(in: inner) { unlink("\(inner)/\(file)") }
      if rmdir(inner) != 0 { unlink(inner) }
    }
  }

  static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
