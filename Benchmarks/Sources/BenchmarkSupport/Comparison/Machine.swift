#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// What the figures were taken on.
public enum Machine {
  /// The processor's name as Linux tells it.
  public static var processorName: String {
    let text = SystemFile.text("/proc/cpuinfo") ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":", maxSplits: 1).last.map(String.init) ?? "not told"
    return String(name.drop { $0 == " " })
  }

  /// Processors that are on.
  public static var processorCount: Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The system's kernel.
  public static var kernelName: String {
    let text = SystemFile.text("/proc/version") ?? "not told"
    return text.split(separator: " ").prefix(3).joined(separator: " ")
  }

  /// One line of it.
  public static var line: String {
    "\(processorName), \(processorCount) cores, \(kernelName)"
  }

  static var json: JSONText {
    .object([
      ("processor", .text(processorName)), ("cores", .number(Double(processorCount))),
      ("kernel", .text(kernelName)),
    ])
  }
}
