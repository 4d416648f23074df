import StrandlineInspect

/// One command of the tool run inside this process, and what came of it.
package struct ToolAnswer: Sendable {
  package let exitCode: Int32
  package let output: String
  package let errors: String

  package init(_ arguments: [String]) {
    let console = Console(output: Output(), errors: Output(), input: LineSource([]))
    exitCode = Tool.run(arguments: arguments, console: console)
    output = String(decoding: console.output.collected, as: UTF8.self)
    errors = String(decoding: console.errors.collected, as: UTF8.self)
  }

  package var lines: [Substring] { output.split(separator: "\n") }

  /// The value of a text field in each line of JSON that has it.
  package func texts(_ field: String) -> [String] {
    lines.compactMap { line in
      guard let start = line.firstRange(of: "\"\(field)\":\"")?.upperBound else { return nil }
      return String(line[start...].prefix { $0 != "\"" })
    }
  }
}
