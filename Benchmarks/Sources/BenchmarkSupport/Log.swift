#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// What a benchmark says while it works: to stderr, results go to stdout.
public enum Log {
  /// Writes one line.
  public static func line(_ text: String) {
    let bytes = Array("\(text)\n".utf8)
    // That stderr does not take it can be told to nobody.
    _ = write(2, bytes, bytes.count)
  }
}
