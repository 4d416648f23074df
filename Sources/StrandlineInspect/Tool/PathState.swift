#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// What lies at a path before a store is opened there: opening for writing creates what is absent,
/// and a mistyped path must not become a store.
enum PathState: Equatable {
  case absent
  case emptyDirectory
  /// A link, which the engine does not follow.
  case link
  case occupied
  /// It cannot be looked at: the system's error number.
  case hidden(Int32)

  init(_ path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      self = errno == ENOENT || errno == ENOTDIR ? .absent : .hidden(errno)
      return
    }
    guard status.st_mode & S_IFMT != S_IFLNK else {
      self = .link
      return
    }
    guard status.st_mode & S_IFMT == S_IFDIR, let names = Self.names(in: path) else {
      self = .occupied
      return
    }
    self = names.isEmpty ? .emptyDirectory : .occupied
  }

  /// Whether nothing lies there that could be a store, or could be damaged by becoming one.
  var isFree: Bool { self == .absent || self == .emptyDirectory }

  /// Whether a regular file lies there; links are not followed.
  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// The names in a directory, without "." and ".."; nil where it cannot be read.
  static func names(in path: String) -> [String]? {
    guard let directory = unsafe opendir(path) else { return nil }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(
          to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)
        ) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
