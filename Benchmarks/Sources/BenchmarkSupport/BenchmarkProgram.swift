#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A benchmark as a program: its help, and what its end tells the caller, by the numbers of
/// `sysexits.h`.
public struct BenchmarkProgram: Sendable {
  /// An option as the help shows it.
  public struct Option: Sendable {
    let name: String
    /// Nothing for an option that is not in the help: it is between the program's processes.
    let summary: String?
    /// What stands for the value in the help, nothing for a flag.
    let value: String?

    /// Makes a description.
    public init(_ name: String, _ summary: String, value: String = "N") {
      self.init(name: name, summary: summary, value: value)
    }

    private init(name: String, summary: String?, value: String?) {
      self.name = name
      self.summary = summary
      self.value = value
    }

    /// Describes an option without a value.
    public static func flag(_ name: String, _ summary: String) -> Option {
      Option(name: name, summary: summary, value: nil)
    }

    /// Describes an option that the program gives to processes of its own.
    public static func hidden(_ name: String) -> Option {
      Option(name: name, summary: nil, value: "N")
    }
  }

  private static let usageCode: Int32 = 64
  private static let failureCode: Int32 = 74

  private let name: String
  private let summary: String
  private let options: [Option]

  /// Describes a program.
  public init(_ name: String, summary: String, options: [Option]) {
    self.name = name
    self.summary = summary
    self.options = options
  }

  /// Runs it with the process's arguments and ends the process.
  public func run(_ body: (CommandLineOptions) throws -> Void) -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.contains("--help") {
      print(help)
      exit(0)
    }
    do {
      let flags = options.filter { $0.value == nil }.map(\.name)
      let known = options.map(\.name).filter { !flags.contains($0) }
      try body(CommandLineOptions(arguments, known: known, knownFlags: flags))
    } catch let failure as BenchmarkFailure where failure.isUsage {
      Log.line("\(name): \(failure)\n\n\(help)")
      exit(Self.usageCode)
    } catch {
      Log.line("\(name): \(error)")
      exit(Self.failureCode)
    }
    exit(0)
  }

  private var help: String {
    let shown = options.compactMap { option in
      option.summary.map { (option.name + (option.value.map { " " + $0 } ?? ""), $0) }
    }
    let width = shown.map(\.0.count).max() ?? 0
    let rows = shown.map { usage, summary in
      "  \(usage)\(String(repeating: " ", count: width - usage.count))  \(summary)"
    }
    return "\(name): \(summary)\n\n"
      + "Usage: swift run -c release --package-path Benchmarks \(name) [OPTION [VALUE]]…\n\n"
      + rows.joined(separator: "\n")
  }
}
