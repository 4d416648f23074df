#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// What Linux tells in small files of text.
enum SystemFile {
  /// The text, nothing where there is no such file.
  static func text(_ path: String, byteCountMax: Int = 1 << 16) -> String? {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: byteCountMax)
    let count = read(file, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// The first number behind a line's name.
  static func number(_ name: String, in path: String) -> Int? {
    guard let text = text(path) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    let words = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst()
    return words?.first.flatMap { Int($0) }
  }
}
