/// An option that a verb takes.
package struct OptionRule: Sendable {
  /// With its two dashes.
  package let name: String
  /// What stands for the value in the help; nil for a switch.
  package let value: String?
  package let summary: String
  package var isRequired = false

  /// The option as it is written, its value included.
  package var label: String { value.map { "\(name) \($0)" } ?? name }

  /// The same option where a verb cannot do without it.
  var required: OptionRule {
    var copy = self
    copy.isRequired = true
    return copy
  }

  static let help = OptionRule(name: "--help", value: nil, summary: "shows this page")
  static let json = OptionRule(
    name: "--json", value: nil, summary: "prints one JSON object a line (Formats/tool-json.md)")
  static let reveal = OptionRule(
    name: "--reveal", value: nil, summary: "shows room ids, session ids and sender keys")
  static let backup = OptionRule(
    name: "--backup", value: "VERSION", summary: "the backup version, as the server gave it")
  static let publicKey = OptionRule(
    name: "--public-key", value: "KEY",
    summary: "the backup's public key: 64 hexadecimal digits, or base64")
}

extension Verb.Operand {
  static let store = Verb.Operand(name: "STORE", summary: "the store's directory")
}
