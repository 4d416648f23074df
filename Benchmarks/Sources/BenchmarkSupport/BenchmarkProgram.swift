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
    let summary: String

    /// Makes a description.
    public init(_ name: String, _ summary: String) {
      self.name = name
      self.summary = summary
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
      try body(CommandLineOptions(arguments, known: options.map(\.name)))
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
    let width = options.map(\.name.count).max() ?? 0
    let rows = options.map { option in
      let blanks = String(repeating: " ", count: width - option.name.count)
      return "  \(option.name) N\(blanks)  \(option.summary)"
    }
    return "\(name): \(summary)\n\n"
      + "Usage: swift run -c release --package-path Benchmarks \(name) [OPTION N]…\n\n"
      + rows.joined(separator: "\n")
  }
}
