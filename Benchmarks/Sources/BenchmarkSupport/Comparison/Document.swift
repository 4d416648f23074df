#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A file of text that a benchmark leaves behind.
public enum Document {
  /// Makes a directory and those above it.
  public static func makeDirectories(_ path: String) throws(BenchmarkFailure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += part + "/"
      try Workspace.makeDirectory(made)
    }
  }

  /// Writes it anew.
  public static func write(_ text: String, to path: String) throws(BenchmarkFailure) {
    guard let file = fopen(path, "w") else {
      throw BenchmarkFailure("cannot write \(path): error \(errno)")
    }
    let bytes = Array(text.utf8)
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count else {
      throw BenchmarkFailure("cannot write \(path): error \(errno)")
    }
  }
}
