/// One verb of the tool: all that its help, its parsing and its running need.
package struct Verb: Sendable {
  /// A positional argument.
  package struct Operand: Sendable {
    package let name: String
    package let summary: String
    package var isOptional = false
    package var repeats = false
  }

  package let name: String
  /// One line, without a full stop.
  package let summary: String
  package let operands: [Operand]
  package let options: [OptionRule]
  /// What one line does not say, already wrapped.
  package var details: String?
  package let example: String
  /// Whether the verb opens the store for writing.
  package let writes: Bool
  package let run: @Sendable (Arguments, Console) throws(ToolFailure) -> ExitCode

  /// How the verb is called, on one line.
  package var usage: String {
    let words =
      operands.map { operand in
        let text = operand.repeats ? operand.name + "…" : operand.name
        return operand.isOptional ? "[\(text)]" : text
      }
      + options.map { $0.isRequired ? $0.label : "[\($0.label)]" }
    return (["strandline", name] + words).joined(separator: " ")
  }

  /// The verb of that name.
  static func named(_ name: String) throws(ToolFailure) -> Verb {
    if let verb = all.first(where: { $0.name == name }) { return verb }
    let nearest = Spelling.nearest(to: name, among: all.map(\.name) + ["help"])
    throw .usage(
      "there is no verb \(Printable.quoting(name))",
      hint: nearest.map { "did you mean `\($0)`?" } ?? "`strandline help` lists the verbs")
  }
}
