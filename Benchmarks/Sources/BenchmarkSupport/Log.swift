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
  public static func line(_ text: String) { put(text, to: 2) }

  /// Writes one line to stdout, at once.
  public static func output(_ text: String) { put(text, to: 1) }

  private static func put(_ text: String, to file: Int32) {
    let bytes = Array("\(text)\n".utf8)
    // That the file does not take it can be told to nobody.
    _ = write(file, bytes, bytes.count)
  }
}
